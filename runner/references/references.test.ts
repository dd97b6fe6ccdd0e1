import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { catalogue } from '../../suites/landlock/compat/index.ts';
import { checkReferences, faultsOfForm } from './check.ts';
import { CitationList } from './citations.ts';
import { parseReferences } from './parse.ts';
import { headingsOf, SourceTree } from './tree.ts';

const files = {
  'Documentation/userspace-api/landlock.rst': `
Landlock: unprivileged access control
=====================================

IPC scoping
-----------

Similar to the implicit \`Ptrace restrictions\`_, we may
want to restrict interactions.

Pathname UNIX sockets (ABI < 9)
-------------------------------

.. kernel-doc:: include/uapi/linux/landlock.h
    :identifiers: fs_access
`,
  'include/uapi/linux/landlock.h': `
/**
 * DOC: fs_access
 *
 * Filesystem flags
 * ~~~~~~~~~~~~~~~~
 *
 * This access right is always
 * denied by default.
 */
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
`,
  'security/landlock/syscalls.c': `
SYSCALL_DEFINE2(landlock_restrict_self, const int, ruleset_fd, const __u32, flags)
static int get_path_from_fd(const s32 fd)
`,
  'security/landlock/errata/abi-1.h': 'LANDLOCK_ERRATUM(3)',
  'security/landlock/errata/abi-4.h': 'LANDLOCK_ERRATUM(1)',
};

const directory = mkdtempSync(join(tmpdir(), 'kconform-references-'));
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
}
afterAll(() => rmSync(directory, { recursive: true }));

const faults = (doc: string) => {
  const list = new CitationList();
  list.add(doc, 'suites/landlock/x.spec.ts');
  return checkReferences(list.all, new SourceTree(directory)).wrong.flatMap((wrong) => wrong.faults);
};

test.each([
  'Documentation/userspace-api/landlock.rst',
  'Documentation/userspace-api/landlock.rst: IPC scoping',
  'Documentation/userspace-api/landlock.rst: IPC scoping, Pathname UNIX sockets (ABI < 9)',
  'Documentation/userspace-api/landlock.rst: IPC scoping (which has no exceptions)',
  'Documentation/userspace-api/landlock.rst: Filesystem flags',
  'Documentation/userspace-api/landlock.rst: "we may want to restrict interactions"',
  'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_REFER, "always denied by default" (since ABI 2)',
  'security/landlock/syscalls.c: landlock_restrict_self() (flags, after get_path_from_fd()), get_path_from_fd(); signal(7)',
  'security/landlock/errata/abi-*.h: LANDLOCK_ERRATUM',
  'security/landlock/: get_path_from_fd()',
  'commit 33cb713db016 ("landlock: Check MSG_FASTOPEN"); capabilities(7)',
  '[PATCH v2 0/6] Landlock: Implement scope control for pathname Unix sockets (2025-12-30, not merged)',
])('is right: %s', (doc) => {
  expect(faults(doc)).toEqual([]);
});

test.each([
  ['security/landlock/nothing.c: hook()', 'there is no security/landlock/nothing.c'],
  [
    'security/landlock/syscalls.c: hook_file_open()',
    "there is no function 'hook_file_open' in security/landlock/syscalls.c",
  ],
  ['security/landlock/syscalls.c: ruleset_fd()', "there is no function 'ruleset_fd' in security/landlock/syscalls.c"],
  [
    'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS',
    "there is no name 'LANDLOCK_ACCESS_FS' in include/uapi/linux/landlock.h",
  ],
  [
    'Documentation/userspace-api/landlock.rst: IPC scope',
    "there is no heading 'IPC scope' in Documentation/userspace-api/landlock.rst",
  ],
  [
    'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets',
    "there is no heading 'Pathname UNIX sockets' in Documentation/userspace-api/landlock.rst",
  ],
  [
    'Documentation/userspace-api/landlock.rst: "no such words"',
    "there is no text 'no such words' in Documentation/userspace-api/landlock.rst",
  ],
])('the source does not have it: %s', (doc, fault) => {
  expect(faults(doc)).toEqual([fault]);
});

test.each([
  'the documentation',
  'landlock.rst: IPC scoping',
  'security/landlock/fs.c: hook_file_open() comes first',
  'security/landlock/fs.c: the hook of open',
  'security/landlock/fs.c, security/landlock/net.c: landlock_hooks',
  'man 7 signal',
  'commit 33cb',
  'security/landlock/fs.c: hook_file_open() (comes first',
  'security/landlock/fs.c: hook_file_open(),hook_file_truncate()',
])('has none of the forms: %s', (doc) => {
  expect(faultsOfForm(doc)).toHaveLength(1);
});

test('separators in parentheses and quotation marks separate nothing', () => {
  expect(parseReferences('fs/pipe.c: "one; two, three", pipe_write() (a, b; c)')).toEqual([
    {
      kind: 'file',
      path: 'fs/pipe.c',
      items: [
        { kind: 'text', text: 'one; two, three' },
        { kind: 'function', text: 'pipe_write' },
      ],
    },
  ]);
});

test('a wrong reference is told with those who cite it', () => {
  const list = new CitationList();
  for (const place of ['suites/b.spec.ts', 'suites/a.spec.ts', 'suites/a.spec.ts']) list.add('fs/nothing.c', place);
  expect(checkReferences(list.all, new SourceTree(directory))).toEqual({
    references: 1,
    wrong: [
      { doc: 'fs/nothing.c', faults: ['there is no fs/nothing.c'], places: ['suites/a.spec.ts', 'suites/b.spec.ts'] },
    ],
  });
});

test('headings are found in documentation and in comments', () => {
  expect(Object.values(files).flatMap(headingsOf)).toEqual([
    'Landlock: unprivileged access control',
    'IPC scoping',
    'Pathname UNIX sockets (ABI < 9)',
    'Filesystem flags',
  ]);
});

test('references of the catalogue have the forms', () => {
  const entries = [...catalogue.features, ...catalogue.errata, ...catalogue.gaps, ...catalogue.errors];
  expect(entries.flatMap(({ doc }) => doc).flatMap(faultsOfForm)).toEqual([]);
});
