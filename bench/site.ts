/** How quickly a report is written, how large it is, and how quickly its page answers. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { launch, open } from '../runner/report/site/testing/browser.ts';
import { readResults } from '../runner/results/read.ts';
import type { Results } from '../runner/results/schema.ts';
import { InfrastructureError } from '../vm/errors.ts';
import { root } from '../vm/installation.ts';
import { type Figure, figure } from './figures.ts';
import type { Part } from './part.ts';
import { timedRun } from './run.ts';
import { writeSynthetic } from './synthetic.ts';

const SIZE = { kernels: 20, scenarios: 5000, seed: 1 };
const about = `${SIZE.scenarios} × ${SIZE.kernels}`;
/** Typed one after the other; half of them leave nearly everything, half nearly nothing. */
const TYPED = ['connect sibling', 'no such thing', 'e', 'landlock'];

/** 5,000 scenarios on 20 kernels, made of a real document. */
export const sitePart: Part = async ({ runs, results, kernels }, tell) => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  try {
    const document = join(folder, 'synthetic.json');
    writeSynthetic(document, await realResults(results, kernels, tell), SIZE);
    tell(`${(statSync(document).size / 1e6).toFixed(0)} MB of results`);
    const site = join(folder, 'site');
    const seconds: number[] = [];
    const busy: number[] = [];
    for (let run = 0; run < runs; run++) {
      tell(`report ${run + 1} of ${runs}`);
      const { wall, processor } = await timedReport(site, document);
      seconds.push(wall);
      busy.push(processor);
    }
    const files = readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    const figures = [
      figure({ what: 'report written', kernel: about, unit: 's' }, seconds, { most: 5 }),
      figure({ what: 'its processor time', kernel: about, unit: 's' }, busy),
      figure({ what: 'size of a report', kernel: about, unit: 'MB' }, [bytes / 1e6], { most: 10 }),
      ...(await inBrowser(pathToFileURL(join(site, 'index.html')).href, runs, tell)),
    ];
    return { figures, notes: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The document that was named, that of the last run, or that of a run just for this. */
async function realResults(
  results: string | undefined,
  kernels: string[],
  tell: (text: string) => void,
): Promise<Results> {
  const latest = join(root, 'results/latest.json');
  if (results !== undefined) return readResults(results);
  if (existsSync(latest)) return readResults(latest);
  tell('there are no results yet: running all scenarios once');
  const names = kernels.length > 0 ? kernels : ['debian:7.3'];
  return (await timedRun(names.flatMap((name) => ['--kernel', name]))).doc;
}

/** Says at its end how long a process had a processor: on a machine that does other things, too, its wall time says little. */
const SAY_USAGE = 'data:text/javascript,process.on("exit",()=>console.error(JSON.stringify(process.cpuUsage())))';

async function timedReport(folder: string, document: string): Promise<{ wall: number; processor: number }> {
  const started = performance.now();
  const { exitCode, stderr } = await execa(
    process.execPath,
    ['--import', SAY_USAGE, 'runner/cli/main.ts', 'report', '--html', folder, document],
    { cwd: root, reject: false, stdin: 'ignore' },
  );
  const wall = (performance.now() - started) / 1000;
  if (exitCode !== 0) throw new InfrastructureError(`kconform report ended with ${exitCode}: ${stderr.slice(-2000)}`);
  const { user, system } = JSON.parse(stderr.trim().split('\n').at(-1)!);
  return { wall, processor: (user + system) / 1e6 };
}

// What runs in the page is text: the rest of this folder must not know of a DOM. A task that was asked for within a frame finds it painted.
const WATCH_ROWS = `new MutationObserver((_, watch) => {
  if (!document.querySelector('.grid tr[data-key]')) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { globalThis.painted = performance.now(); }));
}).observe(document, { childList: true, subtree: true });`;

const WATCH_INPUT = `globalThis.times = [];
addEventListener('input', ({ timeStamp }) => {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => times.push(performance.now() - timeStamp);
    port2.postMessage('painted');
  });
}, { capture: true });`;

async function inBrowser(address: string, runs: number, tell: (text: string) => void): Promise<Figure[]> {
  const browser = await launch();
  try {
    const closed: number[] = [];
    const opened: number[] = [];
    const letters: number[] = [];
    for (let run = 0; run < runs; run++) {
      tell(`browser ${run + 1} of ${runs}`);
      closed.push(await firstPaint(browser, address));
      opened.push(await firstPaint(browser, `${address}#/matrix?open=all`));
      await using tab = await open(browser, `${address}#/matrix?open=all`);
      letters.push(...(await keystrokes(tab.page)));
    }
    const most = { most: 1000 };
    return [
      figure({ what: 'first paint of the matrix', kernel: about, unit: 'ms' }, closed, most),
      figure({ what: 'the same, all open', kernel: about, unit: 'ms' }, opened, most),
      figure({ what: 'a letter in the filter, all open', kernel: about, unit: 'ms' }, letters, { most: 50 }),
    ];
  } finally {
    await browser.close();
  }
}

/** Milliseconds from asking for the page until its rows have been painted, in a browser that has never seen it. */
async function firstPaint(browser: Parameters<typeof open>[0], address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await page.addInitScript(WATCH_ROWS);
  await page.goto(address);
  const painted = await page.waitForFunction(() => (globalThis as { painted?: number }).painted);
  const ms = await painted.jsonValue();
  await context.close();
  return ms!;
}

/** For each letter, milliseconds from its event until the frame that shows what it found has been painted. */
async function keystrokes(page: Page): Promise<number[]> {
  await page.evaluate(WATCH_INPUT);
  const field = page.getByRole('searchbox');
  let typed = 0;
  const shown = () =>
    page.waitForFunction((count) => (globalThis as { times?: number[] }).times?.length === count, ++typed);
  for (const text of TYPED) {
    for (let length = 1; length <= text.length; length++) {
      await field.press(text[length - 1] === ' ' ? 'Space' : text[length - 1]!);
      await shown();
    }
    await field.fill('');
    await shown();
  }
  return await page.evaluate<number[]>('times');
}
