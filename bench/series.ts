/** Patches for what is measured: they change one file of Landlock, and are never the same. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InfrastructureError } from '../vm/errors.ts';
import { debianSource } from '../vm/kernels/source/index.ts';

const FILE = 'security/landlock/setup.c';
const LINE = 'pr_info("Up and running.\\n");';

/**
 * Write a mailbox of patches that nobody has built yet, each on top of those before it.
 *
 * @param series of Debian's source packages, such as 7.3
 * @returns its path
 * @throws InfrastructureError when the source cannot be had, or is another than expected
 */
export async function newPatches(folder: string, series: string, count: number): Promise<string> {
  const { directory } = await debianSource(series, {});
  const lines = readFileSync(join(directory, FILE), 'utf8').split('\n');
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
