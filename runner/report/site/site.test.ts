import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import { writeResults } from '../../results/write.ts';
import { writeSite } from './site.ts';
import { launch, open, violations } from './testing/browser.ts';

let folder: string;
let browser: Browser;
let site: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kconform-site-'));
  writeResults(join(folder, 'run.json'), sampleResults());
  const { page } = await writeSite(join(folder, 'site'), [join(folder, 'run.json')]);
  site = pathToFileURL(page).href;
  browser = await launch();
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
