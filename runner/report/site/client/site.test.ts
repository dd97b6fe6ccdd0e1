import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleResults } from '../../../results/sample.ts';
import type { Results } from '../../../results/schema.ts';
import { serialise } from '../../../results/write.ts';
import { writeSite } from '../site.ts';
import { launch, open, violations } from '../testing/browser.ts';
import { hostileResults } from '../testing/hostile.ts';
import { laterResults } from '../testing/sample.ts';

let folder: string;
let browser: Browser;
let site: string;

/** Writes the site of some documents; its address. */
async function siteOf(name: string, documents: Record<string, string>): Promise<string> {
  const paths = Object.entries(documents).map(([name, content]) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, content);
    return path;
  });
  return pathToFileURL((await writeSite(join(folder, name), paths)).page).href;
}

/** The rows in sight, as a reader hears them. */
async function rows(page: Page): Promise<string[]> {
  const texts = await page
    .locator('.grid tr[data-key]')
    .evaluateAll((rows) =>
      rows.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.textContent?.trim()).join(' | ')),
    );
  return texts.map((text) => text.replace(/[▸▾] ?/, ''));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kconform-site-'));
  browser = await launch();
  site = await siteOf('site', { earlier: serialise(sampleResults()), later: serialise(laterResults()) });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

test.each(['light', 'dark'] as const)('every page is accessible and quiet, %s', async (colorScheme) => {
  await using tab = await open(browser, site, { colorScheme });
  for (const view of ['matrix', 'runs', 'no-such-view']) {
    await tab.page.goto(`${site}#/${view}`);
    await tab.page.locator('h1').waitFor();
    expect(await violations(tab.page), view).toEqual([]);
  }
  expect(tab.faults).toEqual([]);
});

test('the matrix: filters show at once, and their address shows the same to others', async () => {
  await using tab = await open(browser, site);
  const { page } = tab;
  expect(await page.getByRole('status').textContent()).toBe('5 scenarios on 2 kernels');
  expect(await rows(page)).toMatchInlineSnapshot(`
    [
      "abi 1 | 1 ok | 1 ok",
      "version is answered | ok | ok",
      "net/tcp 1 | – | 0/1",
      "bind a port | n/a | broken",
      "scope 2 | 2 ok | 1/2",
      "abstract 1 | 1 ok | 1 ok",
      "connect to a sibling | ok | ok",
      "signal 1 | 1 ok | 0/1",
      "kill the parent | ok | crash",
      "threads 1 | 0/1 | 1 ok, 1 known bug",
      "all threads are restricted | hang | known",
    ]
  `);
  await page.getByLabel('Text').fill('landlock scope');
  await page.getByRole('combobox', { name: 'Verdict', exact: true }).selectOption('crash');
  await page.getByText('Kernels: all').click();
  await page.getByRole('checkbox', { name: 'older runs' }).check();
  await page.getByRole('checkbox', { name: 'debian:5.10' }).uncheck();
  const expected = ['scope 1 | 0/1 | 0/1', 'signal 1 | 0/1 | 0/1', 'kill the parent | crash | crash'];
  await expect.poll(() => rows(page)).toEqual(expected);
  await page.waitForURL(/text=landlock\+scope/);
  const address = page.url();
  expect(address.slice(site.length)).toBe(
    '#/matrix?text=landlock+scope&verdict=crash&kernels=debian:7.3+earlier,debian:7.3+later&runs=all',
  );
  await using other = await open(browser, address);
  await expect.poll(() => rows(other.page)).toEqual(expected);
  expect(await other.page.getByLabel('Text').inputValue()).toBe('landlock scope');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect.poll(() => page.getByRole('status').textContent()).toBe('5 scenarios on 2 kernels');
  await page.getByLabel('Text').fill('nothing is like this');
  await page.getByText('No scenario is like that.').waitFor();
  expect([...tab.faults, ...other.faults]).toEqual([]);
});

test('the matrix with nothing but a keyboard', async () => {
  await using tab = await open(browser, `${site}#/matrix?open=none`);
  const { page } = tab;
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.getByText('Kernels: all').focus();
  // Over the buttons, and the region that scrolls, into the one cell that Tab stops at.
  await expect
    .poll(async () => {
      await page.keyboard.press('Tab');
      return await focused();
    })
    .toBe('▸abi 1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toBe('▸scope 2');
  await page.keyboard.press('ArrowRight');
  await expect.poll(focused).toBe('▾scope 2');
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toBe('▸abstract 1');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('▾abstract 1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await expect.poll(focused).toBe('ok');
  expect(page.url().slice(site.length)).toBe('#/matrix?open=none,landlock/scope/,landlock/scope/abstract');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/scenario\/landlock\/scope\/abstract\/connect-to-a-sibling\?kernel=debian:7.3\+later$/);
  await page.goBack();
  expect((await rows(page)).length).toBe(7);
  expect(tab.faults).toEqual([]);
});

test('pages: links, back, titles, the theme', async () => {
  await using tab = await open(browser, site);
  const { page } = tab;
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('heading', { name: 'later' }).waitFor();
  expect(await page.title()).toBe('Runs · kconform');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
  await page.goBack();
  await page.getByRole('heading', { name: 'Matrix' }).waitFor();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await ground()).toBe('rgb(255, 255, 255)');
  await page.getByRole('button', { name: 'Theme: auto' }).click();
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
  expect(await ground()).toBe('rgb(20, 23, 28)');
  expect(tab.faults).toEqual([]);
});

test('of thousands of rows only those in sight exist', async () => {
  const doc = sampleResults();
  const many: Results = {
    ...doc,
    scenarios: [],
    verdicts: Array.from({ length: 4000 }, (_, number) => ({
      ...doc.verdicts[0]!,
      scenario: `landlock/spec-${number % 7}/scenario-${String(number).padStart(4, '0')}`,
    })),
  };
  await using tab = await open(browser, `${await siteOf('many', { many: serialise(many) })}#/matrix?open=all`);
  const { page } = tab;
  expect((await rows(page)).length).toBeLessThan(60);
  await page.locator('.grid .label').first().focus();
  await page.keyboard.press('Control+End');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.ariaRowIndex)).toBe('4011');
  expect((await rows(page)).at(-1)).toBe('scenario 3996 | ok | ');
  expect((await rows(page)).length).toBeLessThan(60);
  expect(await page.locator('[role=treegrid]').getAttribute('aria-rowcount')).toBe('4011');
  expect(tab.faults).toEqual([]);
});

test('a hostile document is text', async () => {
  const address = await siteOf('hostile', { hostile: serialise(hostileResults(100_000)) });
  const details = statSync(join(folder, 'hostile/data/details-0.js'));
  expect(details.size).toBeLessThan(200_000);
  await using tab = await open(browser, `${address}#/matrix?open=all`);
  const { page } = tab;
  expect((await rows(page)).join()).toContain('<img src=x onerror=');
  const scenario = page.locator('.grid .scenario th a').first();
  const title = await scenario.textContent();
  await scenario.click();
  // The page is drawn once the address has changed, which is after the click.
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain(title);
  await page.goto(`${address}#/runs`);
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  expect(await page.evaluate(() => 'harmed' in globalThis)).toBe(false);
  expect(await page.locator('img').count()).toBe(0);
  expect(tab.faults).toEqual([]);
});

test('what could not be read is said on every page', async () => {
  const text = serialise(sampleResults());
  const address = await siteOf('cut', { cut: text.slice(0, text.length - 900), whole: text });
  await using tab = await open(browser, address);
  const said = tab.page.getByRole('region', { name: 'What could not be read' });
  expect(await said.textContent()).toMatch(
    /cut: it ends at byte \d+ within its verdicts: \d verdicts are whole, of up to 10/,
  );
  await tab.page.goto(`${address}#/runs`);
  await said.waitFor();
  expect(await violations(tab.page)).toEqual([]);
  expect(tab.faults).toEqual([]);
});

test('a page without its data says so', async () => {
  const address = await siteOf('alone', { alone: serialise(sampleResults()) });
  rmSync(join(folder, 'alone/data'), { recursive: true });
  const page = await browser.newPage();
  await page.goto(address);
  expect(await page.getByRole('alert').textContent()).toContain('was the whole folder of the report copied?');
  await page.close();
});

test('the page allows nothing from elsewhere', () => {
  expect(readFileSync(join(folder, 'site/index.html'), 'utf8')).toContain(
    "default-src 'none'; script-src 'self' file:;",
  );
});
