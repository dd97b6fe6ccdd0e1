import { expect, test } from 'vitest';
import { progressLine, renderKernels } from './kernels.ts';

test('table of kernels', () => {
  expect(
    renderKernels([
      {
        id: 'debian:6.12',
        series: '6.12',
        version: '6.12.107',
        locked: '6.12.107',
        newest: '6.12.110',
        fetched: true,
        isDefault: true,
      },
      { id: 'debian:7.4', series: '7.4', version: '7.4.1', newest: '7.4.1', fetched: false, isDefault: false },
      { id: 'debian:5.15', series: '5.15', fetched: false, isDefault: false },
    ]),
  ).toMatchInlineSnapshot(`
    "kernel       version   lock file        notes
    debian:6.12  6.12.107  pinned 6.12.107  default, fetched, mirror has 6.12.110
    debian:7.4   7.4.1     not pinned
    debian:5.15  -         not pinned
    "
  `);
});

test('progress', () => {
  const kernel = 'debian:7.3';
  expect([
    progressLine({ kind: 'index', kernel }),
    progressLine({ kind: 'wait', kernel }),
    progressLine({ kind: 'download', kernel, package: 'linux-binary', bytes: 1, total: 13_000_000 }),
    progressLine({ kind: 'extract', kernel, package: 'linux-binary' }),
    progressLine({ kind: 'note', kernel, text: 'the pinned version is gone' }),
    progressLine({ kind: 'ready', kernel, version: '7.3.4', cached: true }),
  ]).toMatchInlineSnapshot(`
    [
      "debian:7.3: reading the lists of the mirror",
      "debian:7.3: waiting for another run that fetches it",
      "debian:7.3: downloading linux-binary (13 MB)",
      undefined,
      "debian:7.3: the pinned version is gone",
      undefined,
    ]
  `);
});
