/** A real browser for the tests of the site: Debian's chromium. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A page, with all that must not happen in it. */
export interface Tab extends AsyncDisposable {
  page: Page;
  /** Errors and warnings on the console, exceptions, requests for anything but files. */
  faults: string[];
}

/** Start the browser. The caller closes it. */
export async function launch(): Promise<Browser> {
  return await chromium.launch({ executablePath: executable(), args: ['--no-sandbox', '--disable-gpu'] });
}

function executable(): string {
  try {
    return execFileSync('/bin/sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error('the tests of the site need chromium: tools/setup.sh test');
  }
}

/** Open a file of the site, with a fragment. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) faults.push(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => faults.push(`request failed: ${request.url()}`));
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  await page.locator('main').waitFor();
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core has to say against a page: rule, and the elements. */
export async function violations(page: Page): Promise<string[]> {
  // As the browser's own debugger: the page's policy allows no script that is not its own.
  await page.evaluate(axe);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    // It would fetch style sheets, which the policy does not allow either.
    const { violations } = await axe.run({ preload: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

interface AxeResults {
  violations: { id: string; nodes: { html: string }[] }[];
}
