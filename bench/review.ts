/** `kconform review --each` as a user starts it: three patches that each make another kernel, on a base that was built and asked. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { InfrastructureError } from '../vm/errors.ts';
import { root } from '../vm/installation.ts';
import { forgetBuilds } from '../vm/kernels/build/index.ts';
import { debianSource } from '../vm/kernels/source/index.ts';
import { Store } from '../vm/store/index.ts';
import { figure } from './figures.ts';
import type { Part } from './part.ts';
import { choosing } from './run.ts';

const PATCHES = 3;
const FILE = 'security/landlock/setup.c';
const LINE = 'pr_info("Up and running.\\n");';

/** How long a review takes, most of which is compiling and asking three kernels. */
export const reviewPart: Part = async ({ kernels, scenarios, runs }, tell) => {
  const base = kernels[0] ?? '7.3';
  const store = new Store();
  const folder = mkdtempSync(join(tmpdir(), 'kconform-review-'));
  try {
    const { directory } = await debianSource(base, { store });
    const text = readFileSync(join(directory, FILE), 'utf8');
    tell(`${base}: building and asking the base, and one patch`);
    await review(base, writeSeries(folder, text, 1), scenarios, folder);
    const seconds: number[] = [];
    for (let run = 0; run < runs; run++) {
      tell(`${base}: review ${run + 1} of ${runs}`);
      seconds.push((await review(base, writeSeries(folder, text, PATCHES), scenarios, folder)) / 1000);
    }
    const what = `review --each of ${PATCHES} patches`;
    return { figures: [figure({ what, kernel: base, unit: 's' }, seconds, { most: 300 })], notes: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await forgetKernels(base, store);
  }
};

/** Patches that nobody has built yet, each on top of those before it. */
function writeSeries(folder: string, text: string, count: number): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.trim() === LINE);
  if (at < 3) throw new InfrastructureError(`${FILE} of this base has no line ${LINE}`);
  const [before, after] = [lines.slice(at - 3, at), lines.slice(at + 1, at + 4)];
  let old = lines[at]!;
  const mails = Array.from({ length: count }, (_, index) => {
    const changed = `\tpr_info("Up and running, ${randomBytes(8).toString('hex')}.\\n");`;
    const context = (some: readonly string[]) => some.map((line) => ` ${line}\n`).join('');
    const mail = `From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
From: kconform <kconform@localhost>
Date: Thu, 1 Jan 1970 00:00:00 +0000
Subject: [PATCH ${index + 1}/${count}] landlock: Say something else

---
diff --git a/${FILE} b/${FILE}
--- a/${FILE}
+++ b/${FILE}
@@ -${at - 2},7 +${at - 2},7 @@
${context(before)}-${old}\n+${changed}\n${context(after)}-- 
2.0

`;
    old = changed;
    return mail;
  });
  const path = join(folder, 'bench.mbox');
  writeFileSync(path, mails.join(''));
  return path;
}

/** Milliseconds of a review. @throws InfrastructureError when it says anything but that nothing regressed */
async function review(base: string, series: string, scenarios: readonly string[], cwd: string): Promise<number> {
  const started = performance.now();
  const words = ['review', '--base', base, '--series', series, '--each', ...choosing(scenarios)];
  const { exitCode, all } = await execa(process.execPath, [join(root, 'runner/cli/main.ts'), ...words], {
    ...{ cwd, reject: false, stdin: 'ignore', all: true },
  });
  if (exitCode === 0) return performance.now() - started;
  throw new InfrastructureError(`kconform review ended with ${exitCode}: ${all.slice(-2000)}`);
}

/** Its kernels are of no use to anybody. */
async function forgetKernels(base: string, store: Store): Promise<void> {
  const numbered = Array.from({ length: PATCHES - 1 }, (_, index) => `${base}-bench-${index + 1}`);
  const keys = await forgetBuilds(store, [...numbered, `${base}-bench`]).catch(() => new Set<string>());
  for (const key of keys) await store.remove(key);
}
