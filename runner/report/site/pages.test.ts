import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connecting, documentOf, escaping, NEW, OLD, refused } from '../../compat/sample.ts';
import { sampleResults } from '../../results/sample.ts';
import type { Results, Step } from '../../results/schema.ts';
import { writeResults } from '../../results/write.ts';
import { PASSING, SIBLINGS } from '../picture/sample.ts';
import { writeSite } from './site.ts';
import { launch, open, violations } from './testing/browser.ts';

let folder: string;
let browser: Browser;
let site: string;
/** The same with a later run. */
let both: string;
/** With verdicts about sockets at paths, which ABI 9 controls. */
let sockets: string;
/** Results of another command than `run`. */
let selftests: string;

const CONNECT = 'landlock/scope/abstract/connect-to-a-sibling';
const SIGNAL = 'landlock/scope/signal/kill-the-parent';

const SOCKETS = [escaping(OLD), refused(OLD, 'EINVAL'), connecting(NEW, 'EACCES'), refused(NEW, 'success')];

const inArm = (steps: readonly Omit<Step, 'arm'>[]): Step[] => steps.map((step) => ({ ...step, arm: 'test' }));

/** The sample, with a scenario that has actors and domains: as expected on the old kernel, not on the new one. */
function firstRun(): Results {
  const doc = sampleResults();
  const verdicts = doc.verdicts.map((verdict) => {
    if (verdict.scenario !== CONNECT) return verdict;
    return { ...verdict, steps: inArm(verdict.verdict === 'pass' ? SIBLINGS : PASSING) };
  });
  return { ...doc, verdicts };
}

/** The same, of the kernel's selftests. */
function selftestRun(): Results {
  const doc = firstRun();
  const again = ['selftests', '--tree', '/home/me/my linux', 'landlock/fs_test'];
  return { ...doc, scenarios: doc.scenarios.map((one) => (one.id === CONNECT ? { ...one, again } : one)) };
}

/** A day later: what failed passes, what blocked does no more, and a scenario that passed is broken. */
function secondRun(): Results {
  const doc = firstRun();
  const old = doc.verdicts.filter(({ kernel }) => kernel === 'debian:5.10');
  const verdicts = doc.verdicts.map((verdict) => {
    if (verdict.kernel === 'debian:5.10') return verdict;
    const before = old.find(({ scenario }) => scenario === verdict.scenario)!;
    if (verdict.scenario === CONNECT) return { ...before, kernel: verdict.kernel };
    if (!verdict.scenario.includes('abi')) return verdict;
    return { ...verdict, verdict: 'broken' as const, reason: 'step 1, client: socket() observed EMFILE' };
  });
  return { ...doc, started: '2026-11-23T00:00:00.000Z', finished: '2026-11-23T00:10:00.000Z', verdicts };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kconform-pages-'));
  writeResults(join(folder, 'first.json'), firstRun());
  writeResults(join(folder, 'second.json'), secondRun());
  site = await write('site', 'first.json');
  both = await write('both', 'second.json', 'first.json');
  writeResults(join(folder, 'sockets.json'), documentOf(SOCKETS));
  writeResults(join(folder, 'selftests.json'), selftestRun());
  selftests = await write('selftests', 'selftests.json');
  sockets = await write('sockets', 'sockets.json');
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

async function write(name: string, ...documents: string[]): Promise<string> {
  const { page } = await writeSite(
    join(folder, name),
    documents.map((document) => join(folder, document)),
  );
  return pathToFileURL(page).href;
}

/** Open a page, and check at the end that it is accessible in both themes, and that nothing went wrong. */
async function visit(hash: string, look: (page: Page) => Promise<void>, url = site): Promise<void> {
  await using tab = await open(browser, `${url}#/${hash}`, { colorScheme: 'light' });
  await look(tab.page);
  expect(await violations(tab.page), 'light').toEqual([]);
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(tab.page), 'dark').toEqual([]);
  expect(tab.faults).toEqual([]);
}

const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts();

describe('the page of a scenario', () => {
  test('begins with the kernels that failed: reason, picture, steps, plan and commands', async () => {
    await visit(`scenario/${CONNECT}`, async (page) => {
      await page.locator('svg.picture').waitFor();
      expect(await page.title()).toBe('connect to a sibling · kconform');
      expect(await texts(page, '.groups a')).toEqual(['mismatch debian:7.3 ABI 11', 'pass debian:5.10 no Landlock']);
      expect(await texts(page, '.problem')).toEqual(['step 2, client: connect() expected EPERM, observed OK']);
      expect(await page.locator('.picture .wrong .outcome').textContent()).toBe(' ≠, expected EACCES');
      expect(await texts(page, 'tr:has-text("ftruncate(fd#13, 3)") td')).toEqual([
        '17',
        'client',
        'ftruncate(fd#13, 3)',
        '✗ success, expected EACCES',
        'not asked',
      ]);
      expect(await texts(page, 'pre')).toEqual([
        'plan 1\nstep 0 main call 41\n',
        `./kconform run --kernel debian:7.3 --scenario ${CONNECT}\n./kconform show --abi 11 ${CONNECT}`,
      ]);
    });
  });

  test('another kernel is a link away, and can be mailed', async () => {
    await visit(`scenario/${CONNECT}`, async (page) => {
      await page.getByRole('link', { name: 'pass debian:5.10' }).click();
      await page.locator('.picture .denied').waitFor();
      expect(page.url()).toBe(`${site}#/scenario/${CONNECT}?kernel=debian:5.10`);
      expect(await texts(page, '.problem')).toEqual([]);
      await page.getByText('The picture in words').click();
      expect((await texts(page, 'details li')).at(-2)).toBe(
        'client: connect(socket, "@kconform"), to server: denied with EPERM',
      );
      await page.reload();
      await page.locator('.picture .denied').waitFor();
      expect(await texts(page, '.groups a[aria-current]')).toEqual(['pass debian:5.10 no Landlock']);
    });
  });

  test('of a crash has what the kernel reported, and the console', async () => {
    await visit(`scenario/${SIGNAL}`, async (page) => {
      await page.getByRole('heading', { name: 'Console' }).waitFor();
      expect(await texts(page, 'p:has(> .bad)')).toEqual([
        'kasan: BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80',
      ]);
      expect((await texts(page, 'pre'))[0]).toContain('Call Trace:');
    });
  });

  test('of what another command runs names that command', async () => {
    const look = async (page: Page) => {
      await page.getByRole('heading', { name: 'Run it again' }).waitFor();
      expect((await texts(page, 'pre')).at(-1)).toBe(
        "./kconform selftests --kernel debian:7.3 --tree '/home/me/my linux' landlock/fs_test",
      );
    };
    await visit(`scenario/${CONNECT}`, look, selftests);
  });

  test('of a scenario that nobody asked says so', async () => {
    await visit('scenario/landlock/none', async (page) => {
      expect(await texts(page, 'h1')).toEqual(['No such scenario']);
    });
  });
});

describe('the page of differences', () => {
  test('of two kernels: what changed, by kind, with links to the scenarios', async () => {
    await visit('diff?before=debian:5.10&after=debian:7.3', async (page) => {
      await page.locator('summary').first().waitFor();
      expect(await page.title()).toBe('From debian:5.10 to debian:7.3 · kconform');
      expect(await texts(page, '.counts li')).toEqual(['3 regressed', '1 improved', '1 same']);
      expect(await texts(page, 'summary strong')).toMatchInlineSnapshot(`
        [
          "pass → crash, BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80",
          "pass → mismatch, ftruncate: expected EACCES, observed success",
          "unsupported → broken, bind: expected OK, observed EADDRINUSE",
          "hang → pass, deadline of 5000 ms passed, the guest still answered",
        ]
      `);
      expect(await texts(page, 'tr:has-text("errata-query") > *')).toEqual(['feature errata-query', 'no', 'yes']);
      await page.getByRole('link', { name: 'connect to a sibling' }).click();
      await page.locator('svg.picture').waitFor();
      expect(page.url()).toBe(`${site}#/scenario/${CONNECT}?kernel=debian:7.3`);
    });
  });

  test('a filter is part of the address; the other way round is one button away', async () => {
    await visit('diff?before=debian:5.10&after=debian:7.3', async (page) => {
      await page.getByRole('button', { name: '1 improved' }).click();
      await page.getByRole('searchbox').fill('thread');
      await page.getByText('1 scenario with 1 change').waitFor();
      await page.reload();
      await page.getByText('1 scenario with 1 change').waitFor();
      await page.getByRole('button', { name: 'Swap' }).click();
      await page.getByRole('button', { name: '1 regressed' }).waitFor();
      expect(page.url()).toBe(`${site}#/diff?before=debian:7.3&after=debian:5.10&change=improved&text=thread`);
    });
  });

  test('of two runs of a kernel, when nothing else is said; of one kernel with itself there is none', async () => {
    await visit(
      'diff',
      async (page) => {
        await page.locator('summary').first().waitFor();
        expect(await page.title()).toBe('From debian:7.3 first to debian:7.3 second · kconform');
        expect(await texts(page, '.counts li')).toEqual(['1 regressed', '1 improved', '3 same']);
        await page.getByLabel('From').selectOption('debian:7.3 second');
        await page.getByText('No scenario differs.').waitFor();
      },
      both,
    );
  });

  test('of a kernel that no run has asks for another', async () => {
    await visit('diff?before=debian:9&after=debian:7.3', async (page) => {
      expect(await texts(page, '.problem')).toEqual(['No run has this kernel. Choose another.']);
    });
  });
});

describe('the history of a kernel', () => {
  test('has its runs, and the scenarios whose verdict changed', async () => {
    await visit(
      'history/debian:7.3',
      async (page) => {
        expect(await texts(page, 'table:not(.flips) tbody th')).toEqual(['first', 'second']);
        expect((await texts(page, '.flips tbody tr')).map((row) => row.split(/[\t\n]+/))).toEqual([
          ['version is answered', 'pass', '→ broken'],
          ['connect to a sibling', 'mismatch', '→ pass'],
        ]);
        await page.getByRole('link', { name: 'what differs from first' }).click();
        await page.getByText('2 scenarios with 2 changes').waitFor();
      },
      both,
    );
  });

  test('is not offered for a single run', async () => {
    await visit('matrix', async (page) => {
      expect(await texts(page, 'nav a')).not.toContain('History');
      expect(await texts(page, 'nav a')).toContain('Differences');
    });
    await visit('history/debian:7.3', async (page) => {
      expect(await texts(page, 'h1')).toEqual(['No history']);
    });
  });
});

describe('the pages of ABIs', () => {
  const PATHS = 'LANDLOCK_ACCESS_FS_RESOLVE_UNIX';

  test('say what is confirmed, by which kernels and when', async () => {
    await visit(
      'abi',
      async (page) => {
        await page.locator('tbody tr').first().waitFor();
        const line = async (abi: number) => (await texts(page, `tr:has(a:text-is("ABI ${abi}")) > *`)).slice(1);
        expect(await line(9)).toEqual(['7.1', 'RESOLVE_UNIX', '1 confirmed', 'none was asked', '1, 2, 3, 4']);
        expect(await line(6)).toEqual([
          '6.12',
          'ABSTRACT_UNIX_SOCKET, SIGNAL',
          '2 not confirmed',
          'debian:6.12 (2026-11-22)',
          '1, 2, 3, 4',
        ]);
        await page.getByRole('link', { name: 'ABI 9' }).click();
        await page.getByRole('heading', { name: 'Landlock ABI 9' }).waitFor();
      },
      sockets,
    );
  });

  test('have the error of every operation, and links to the scenarios that show it', async () => {
    await visit(
      'abi/9',
      async (page) => {
        const feature = page.getByRole('region', { name: PATHS });
        await feature.waitFor();
        expect(await feature.locator('h3').textContent()).toBe(`${PATHS} ✓ confirmed`);
        expect(await feature.locator('tbody tr').first().locator('code').textContent()).toBe('EACCES');
        expect(await feature.textContent()).toContain('ABI 1 to 8: EINVAL');
        expect(await feature.locator('summary').textContent()).toBe('Confirmed by debian:7.3 (2026-11-22)');
        await feature.locator('summary').click();
        expect(await feature.locator('.claim > p').allInnerTexts()).toEqual([
          'Kernels take it: ✓ confirmed by debian:7.3 (2026-11-22), 2 scenarios, with success',
          'Kernels without it refuse it: ✓ confirmed by debian:6.12 (2026-11-22), 1 scenario, with EINVAL',
          'Kernels deny what it controls: ✓ confirmed by debian:7.3 (2026-11-22), 1 scenario, with EACCES',
          'Kernels without it leave that open: ✓ confirmed by debian:6.12 (2026-11-22), 1 scenario, with success',
          'Kernels keep what is promised of it: ✓ confirmed by debian:7.3 (2026-11-22), 2 scenarios',
        ]);
        await feature.locator('.claim', { hasText: 'deny' }).getByRole('link').click();
        await page.locator('svg.picture').waitFor();
        expect(page.url()).toContain('?kernel=debian:7.3');
      },
      sockets,
    );
  });

  test('say what still escapes, and which kernels showed it', async () => {
    await visit(
      'abi/6',
      async (page) => {
        const open = page.getByRole('row', { name: PATHS }).locator('td');
        await open.first().waitFor();
        expect((await open.allInnerTexts()).slice(1)).toEqual([
          `ABI 9, ${PATHS}`,
          'EINVAL',
          'debian:6.12 (2026-11-22)',
        ]);
      },
      sockets,
    );
  });

  test('of an ABI that there is not', async () => {
    await visit('abi/99', async (page) => {
      await page.getByRole('heading', { name: 'No such ABI' }).waitFor();
    });
  });
});
