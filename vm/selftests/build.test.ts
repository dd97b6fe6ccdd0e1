import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { UserError } from '../errors.ts';
import { write } from '../kernels/build/testing/fake-tree.ts';
import { Store } from '../store/index.ts';
import { buildSelftests, type SelftestBuild, selftestFiles } from './build.ts';
import { selftestEntries } from './image.ts';
import { modulesOfOptions, wantedOptions } from './options.ts';

/** As much of a kernel tree as building selftests calls: headers, and a directory whose Makefile knows OUTPUT, KHDR_INCLUDES and USERLDFLAGS. */
const files = {
  Makefile: `VERSION = 7
PATCHLEVEL = 3
headers: ; @mkdir -p $(O)/usr/include/linux && echo '#define ANSWER 42' >$(O)/usr/include/linux/answer.h
`,
  Kconfig: '',
  'tools/testing/selftests/demo/Makefile': `TEST_GEN_PROGS := $(OUTPUT)/good $(OUTPUT)/bad
TEST_PROGS := run.sh
TEST_FILES := data
all: $(TEST_GEN_PROGS)
	@touch scribbled-into-the-source
$(OUTPUT)/%: %.c ; gcc $(KHDR_INCLUDES) $(USERLDFLAGS) $< -o $@
`,
  'tools/testing/selftests/demo/good.c': '#include <linux/answer.h>\nint main(void) { return ANSWER; }\n',
  'tools/testing/selftests/demo/bad.c': 'int main(void) { return unknown; }\n',
  'tools/testing/selftests/demo/run.sh': '#!/bin/bash\n./good\n',
  'tools/testing/selftests/demo/data': 'text\n',
  'tools/testing/selftests/demo/config': '# a comment\nCONFIG_OVERLAY_FS=m\nCONFIG_NET=y\n# CONFIG_OFF is not set\n',
  'tools/testing/selftests/demo/settings': 'timeout=7\n',
  'fs/overlayfs/Makefile': 'obj-$(CONFIG_OVERLAY_FS) += overlay.o\noverlay-objs := super.o\n',
};

const series = `From: A <a@example.org>
Subject: [PATCH] selftests/demo: Return 43

---
diff --git a/tools/testing/selftests/demo/good.c b/tools/testing/selftests/demo/good.c
--- a/tools/testing/selftests/demo/good.c
+++ b/tools/testing/selftests/demo/good.c
@@ -1,2 +1,2 @@
-#include <linux/answer.h>
-int main(void) { return ANSWER; }
+#include "new.h"
+int main(void) { return NEW; }
diff --git a/tools/testing/selftests/demo/new.h b/tools/testing/selftests/demo/new.h
new file mode 100644
--- /dev/null
+++ b/tools/testing/selftests/demo/new.h
@@ -0,0 +1 @@
+#define NEW 43
`;

let tree: string;
let build: (targets: string[], options?: Partial<SelftestBuild>) => ReturnType<typeof buildSelftests>;
let said: string[];
beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'kconform-selftests-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  tree = join(root, 'linux');
  await write(tree, files);
  const store = new Store(join(root, 'cache'));
  said = [];
  build = (targets, options) =>
    buildSelftests({ targets, tree, store, jobs: 1, say: (text) => said.push(text), ...options });
});

test('programs are linked statically against the headers of the source, and the source stays as it was', async () => {
  const before = await readdir(tree, { recursive: true });
  const [target] = await build(['demo']);
  expect(target).toMatchObject({ program: undefined, only: undefined });
  const { programs, timeout, options, directory } = target!.selftests;
  expect(programs).toEqual([
    { name: 'good' },
    { name: 'bad', obstacle: expect.stringMatching(/^it does not build: bad\.c:1:.* error: .unknown. undeclared/) },
    { name: 'run.sh', obstacle: 'it is a script for /bin/bash, which guests do not have' },
  ]);
  expect({ timeout, options }).toEqual({ timeout: 7, options: { OVERLAY_FS: ['overlay'], NET: [] } });
  const good = join(directory, 'good');
  expect((await execa(good, { reject: false })).exitCode).toBe(42);
  expect((await execa('readelf', ['-l', good])).stdout).not.toContain('INTERP');
  expect((await readdir(tree, { recursive: true })).sort()).toEqual(before.sort());
});

test('what was built once is not built again, what changed is', async () => {
  const first = await build(['demo']);
  said.length = 0;
  expect(await build(['demo'])).toEqual(first);
  expect(said.filter((text) => text.startsWith('building'))).toEqual([]);
  await write(tree, { 'tools/testing/selftests/demo/good.c': 'int main(void) { return 3; }\n' });
  const [changed] = await build(['demo']);
  expect((await execa(join(changed!.selftests.directory, 'good'), { reject: false })).exitCode).toBe(3);
});

test('a series brings and changes selftests; the tree, and what was built of it, stay as they were', async () => {
  const [plain] = await build(['demo']);
  const before = await readdir(tree, { recursive: true });
  const patch = join(tree, '../v2.patch');
  await writeFile(patch, series);
  const [patched] = await build(['demo'], { series: [patch] });
  const exit = async (target: typeof plain) =>
    (await execa(join(target!.selftests.directory, 'good'), { reject: false })).exitCode;
  expect([await exit(plain), await exit(patched)]).toEqual([42, 43]);
  expect(patched!.selftests.source).toMatch(/linux with v2\.patch$/);
  expect([plain!.selftests.origin, patched!.selftests.origin]).toEqual([{ tree }, { tree, series: [resolve(patch)] }]);
  expect((await readdir(tree, { recursive: true })).sort()).toEqual(before.sort());
  expect(await build(['demo'])).toEqual([plain]);
  await expect(build(['demo'], { series: [join(tree, 'none')] })).rejects.toThrow('there is no series');
  await write(tree, { 'tools/testing/selftests/demo/good.c': 'int main(void) { return 1; }\n' });
  await expect(build(['demo'], { series: [patch] })).rejects.toThrow(
    "patch 1 of 1, '[PATCH] selftests/demo: Return 43'",
  );
});

test('a target is a directory, a program, a case, or an identity from a report', async () => {
  const paths = async (text: string) =>
    (await build([text])).map(({ selftests, ...rest }) => [selftests.name, rest])[0];
  expect(await paths('demo/good')).toEqual(['demo', { program: 'good', only: undefined }]);
  expect(await paths('demo/good/a.b')).toEqual(['demo', { program: 'good', only: 'a.b' }]);
  expect(await paths('selftests/demo/good/whole-program')).toEqual(['demo', { program: 'good', only: undefined }]);
  for (const wrong of ['dem', 'demo/a/b/c', '../../..', '', 'demo/../demo'])
    await expect(build([wrong]), wrong).rejects.toThrow(UserError);
});

test('nothing builds: the complaint is told, with the packages where they are known', async () => {
  await write(tree, { 'tools/testing/selftests/demo/good.c': 'oh no\n' });
  await expect(build(['demo'])).rejects.toThrow(/selftests\/demo of .* do not build:\n.*error:/s);
  await write(tree, {
    'tools/testing/selftests/demo/good.c': '#include <libmnl/libmnl.h>\nint main(void) { return 0; }\n',
  });
  const missing = build(['demo']);
  if (!(await execa('ls', ['/usr/include/libmnl'], { reject: false })).failed) return;
  await expect(missing).rejects.toThrow('building selftests/demo needs packages that are missing: libmnl-dev');
});

test('an initramfs gets directories before what is in them, the files, and one launcher', async () => {
  const [target] = await build(['demo']);
  const entries = await selftestEntries([target!.selftests]);
  const paths = entries.map(({ path }) => path).filter((path) => !path.startsWith('bin/'));
  expect(entries).toContainEqual({ path: 'bin/sh', mode: 0o120777, data: Buffer.from('busybox') });
  expect(paths).toEqual([
    'usr',
    'usr/bin',
    'kselftest',
    'kselftest/demo',
    'kselftest/launch',
    'kselftest/demo/data',
    'kselftest/demo/good',
    'kselftest/demo/run.sh',
  ]);
  expect(await selftestFiles(target!.selftests)).toHaveLength(4);
});

test('options of config files, and what they are called as modules', async () => {
  expect(wantedOptions('CONFIG_A=y\nCONFIG_B=m\nCONFIG_C="x"\n# CONFIG_D=y\nCONFIG_E=n\n')).toEqual(['A', 'B']);
  await write(tree, {
    'net/Makefile':
      'obj-$(CONFIG_A)\t+= a-core.o b.o\nobj-$(CONFIG_AB) += no.o\nobj-y += a.o\nobj-$(CONFIG_A) += sub/\n',
    'arch/arm/Makefile': 'obj-$(CONFIG_A) += arm.o\n',
  });
  expect(await modulesOfOptions(tree, ['A', 'B'])).toEqual({ A: ['a_core', 'b'], B: [] });
  expect(await modulesOfOptions(tree, [])).toEqual({});
});
