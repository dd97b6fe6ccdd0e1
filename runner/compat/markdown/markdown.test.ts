import { expect, test } from 'vitest';
import { compatData } from '../data.ts';
import { compatModel } from '../model.ts';
import { connecting, documentOf, healthy, NEW, sampleCatalogue } from '../sample.ts';
import { markdownPages } from './index.ts';
import { code, prose } from './text.ts';

const pagesOf = (...documents: Parameters<typeof compatModel>[1]) =>
  markdownPages(compatData(compatModel(sampleCatalogue, documents)));

test('the page of an ABI', () => {
  expect(pagesOf(healthy()).get('abi-6.md')).toMatchInlineSnapshot(`
    "# Landlock ABI 6 (Linux 6.12)

    > Facts of the source of Linux 7.3.4. Written by \`kconform docs\`: do not edit.
    >
    > Evidence: kconform 0.1.0, commit 0123456789ab, run of 2026-11-22, on \`debian:6.12\` 6.12.107-cloud-amd64 (ABI 6), \`debian:7.3\` 7.3.4-cloud-amd64 (ABI 11).

    Asked of \`debian:6.12\` (2026-11-22).

    ## What it adds

    | feature | ABI (Linux) | denied with | unknown: refused with | status |
    | --- | --- | --- | --- | --- |
    | [\`LANDLOCK_SCOPE_SIGNAL\`](scopes.md#landlock_scope_signal) | 6 (6.12) | \`EPERM\` | \`E2BIG\` (ABI 1 to 5) | **not confirmed** |

    Besides:

    - A ruleset may have scopes and handle no right.

    ## What became controllable

    | operation | denied with | by | confirmed on |
    | --- | --- | --- | --- |
    | \`kill(2)\` | \`EPERM\` | [\`LANDLOCK_SCOPE_SIGNAL\`](scopes.md#landlock_scope_signal) | **not confirmed** |

    ## What this ABI does not have

    | feature | comes with | refused with | refused on | a best-effort sandbox leaves open | open on |
    | --- | --- | --- | --- | --- | --- |
    | [\`LANDLOCK_ACCESS_FS_RESOLVE_UNIX\`](sockets.md#landlock_access_fs_resolve_unix) | ABI 9 | \`EINVAL\` | \`debian:6.12\` | Every socket at a path. | \`debian:6.12\` |

    ## Errata that matter

    | erratum |  | without the fix | fixed in | fixed, as seen on | not fixed, as seen on |
    | --- | --- | --- | --- | --- | --- |
    | 2 | Scoped signal handling | Threads cannot signal each other. | 6.15 | \`debian:6.12\`, \`debian:7.3\` (2026-11-22), 1 scenario | no such kernel was asked |

    ## What no ABI restricts

    | what |  | seen on |
    | --- | --- | --- |
    | metadata | Modes of files can be changed. | **not confirmed** |
    "
  `);
});

test('the page of a topic', () => {
  expect(pagesOf(healthy()).get('sockets.md')).toMatchInlineSnapshot(`
    "# Landlock: Sockets

    > Facts of the source of Linux 7.3.4. Written by \`kconform docs\`: do not edit.
    >
    > Evidence: kconform 0.1.0, commit 0123456789ab, run of 2026-11-22, on \`debian:6.12\` 6.12.107-cloud-amd64 (ABI 6), \`debian:7.3\` 7.3.4-cloud-amd64 (ABI 11).

    This page: TCP and UDP ports, and UNIX sockets at paths.

    | feature | ABI (Linux) | denied with | unknown: refused with | status |
    | --- | --- | --- | --- | --- |
    | [\`LANDLOCK_ACCESS_FS_RESOLVE_UNIX\`](sockets.md#landlock_access_fs_resolve_unix) | 9 (7.1) | \`EACCES\` | \`EINVAL\` (ABI 1 to 8) | confirmed |

    ## \`LANDLOCK_ACCESS_FS_RESOLVE_UNIX\`

    Connect to a UNIX domain socket at a path. \`0x10000\` in \`handled_access_fs\`. Since ABI 9 (Linux 7.1).

    | denies | with |  |
    | --- | --- | --- |
    | \`connect(2)\` to a path | \`EACCES\` |  |

    **Asked for where it is unknown:** \`EINVAL\` (ABI 1 to 8).

    **Best effort:** Every socket at a path.

    - Abstract sockets are another matter.

    **Evidence** (confirmed)

    - Accepted: \`debian:7.3\` (2026-11-22), 2 scenarios, such as \`landlock/unix/relations/connect-client-sandboxed-best-effort\`.
    - Refused with \`EINVAL\` where it is unknown: \`debian:6.12\` (2026-11-22), 1 scenario, such as \`landlock/unix/relations/connect-client-sandboxed-strict\`.
    - Denied with \`EACCES\` (\`connect\`): \`debian:7.3\` (2026-11-22), 1 scenario, such as \`landlock/unix/relations/connect-client-sandboxed-best-effort\`.
    - Open where it is unknown: \`connect\` answered as without a sandbox: \`debian:6.12\` (2026-11-22), 1 scenario, such as \`landlock/unix/relations/connect-client-sandboxed-best-effort\`.
    - As described: \`debian:7.3\` (2026-11-22), 2 scenarios, such as \`landlock/unix/relations/connect-client-sandboxed-best-effort\`.

    **Source:** \`include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_RESOLVE_UNIX\`
    "
  `);
});

test('without a run everything is marked', () => {
  const pages = pagesOf();
  expect(pages.get('abi-9.md')).toContain('> **No run confirms anything here.**');
  expect(pages.get('abi-9.md')).toContain('**Not confirmed for this ABI:**');
  expect(pages.get('sockets.md')).toContain('**Evidence** (**not confirmed**)');
});

test('what a scenario contradicts is told with the scenario', () => {
  expect(pagesOf(documentOf([connecting(NEW, 'success')])).get('sockets.md')).toContain(
    'The error of a denial: **contradicted** by `landlock/unix/relations/connect-client-sandboxed-best-effort`.',
  );
});

test('what a document holds is never markup', () => {
  const [kernel] = healthy().kernels;
  const release = '6.12 | <script>alert(1)</script> [x](http://example.org)\n# heading';
  const page = pagesOf(documentOf([], { kernels: [{ ...kernel!, id: 'a`|b', release }] })).get('README.md')!;
  expect(page).toContain(
    "| `a'\\|b` | 6.12 \\| \\<script\\>alert(1)\\</script\\> \\[x\\](http://example.org) \\# heading | 6 |",
  );
});

test('names are code, other words are not', () => {
  expect(prose('open(2) with O_RDONLY|O_TRUNC is EACCES: MAKE_* and listen() of landlock_add_rule, not EXECUTE')).toBe(
    '`open(2)` with `O_RDONLY\\|O_TRUNC` is `EACCES`: `MAKE_*` and `listen()` of `landlock_add_rule`, not EXECUTE',
  );
  expect(code('a`b|c')).toBe("`a'b\\|c`");
});
