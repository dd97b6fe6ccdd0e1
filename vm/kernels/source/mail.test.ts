import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Store } from '../../store/index.ts';
import { readSeries } from './series.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kconform-mail-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
});

const body = `Réason.
---
diff --git a/a-directory-with-a-rather-long-name/file.c b/a-directory-with-a-rather-long-name/file.c
--- a/a-directory-with-a-rather-long-name/file.c
+++ b/a-directory-with-a-rather-long-name/file.c
@@ -1 +1 @@
-x = 1;
+x = 2;
`;
const quotedPrintable = Buffer.from(body)
  .toString('latin1')
  .replaceAll(/[=\x80-\xff]/g, (byte) => `=${byte.charCodeAt(0).toString(16).toUpperCase()}`)
  .replaceAll(/^(.{70})(.+)$/gm, '$1=\n$2');

const mail = (encoding: string, text: string) => `From nobody Mon Sep 17 00:00:00 2001
From: A <a@example.org>
Subject: [PATCH 1/1] =?UTF-8?q?landlock:=20Caf=C3=A9?=
Date: Thu, 1 Jan 1970 00:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: ${encoding}

${text}`;

test.for([
  ['8bit', body],
  ['base64', Buffer.from(body).toString('base64').replaceAll(/.{76}/g, '$&\n')],
  ['quoted-printable', quotedPrintable],
])('a patch that servers made %s', async ([encoding, text]) => {
  const path = join(root, 'one.mbox');
  await writeFile(path, mail(encoding!, text!));
  const [patch] = await readSeries([path], new Store(join(root, 'cache')));
  expect(patch?.name).toBe('[PATCH 1/1] landlock: Café');
  expect(patch?.text).toContain(body.slice(body.indexOf('---')).trimEnd());
  expect(patch?.text).toContain('Réason.');
});
