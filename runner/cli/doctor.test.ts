import { expect, test } from 'vitest';
import { attempt } from './doctor/check.ts';
import { describeLandlock } from './doctor/landlock.ts';
import { renderChecks } from './doctor.ts';
import { capture } from './run-cli.ts';

test('ready', () => {
  expect(renderChecks([{ name: 'QEMU', status: 'ok', value: '7.2.22' }])).toMatchInlineSnapshot(`
    "ok  QEMU  7.2.22

    ready
    "
  `);
});

test('not ready: every hint once', () => {
  const hint = 'make setup';
  expect(
    renderChecks([
      { name: 'QEMU', status: 'missing', value: 'not installed', hint },
      { name: 'xz', status: 'missing', value: 'not installed', hint },
      { name: 'accelerator', status: 'note', value: 'tcg', hint: 'TCG is slower' },
    ]),
  ).toMatchInlineSnapshot(`
    "MISSING  QEMU         not installed
    MISSING  xz           not installed
    note     accelerator  tcg

    hint: make setup
    hint: TCG is slower

    not ready: 2 missing
    "
  `);
});

test('what the host says of Landlock', () => {
  const names = { ENOSYS: 38, EOPNOTSUPP: 95 };
  const value = (answer: number, errno: number, errata: number | null) =>
    describeLandlock('6.1', { answer, errno }, errata, names).value;
  expect([value(7, 0, 3), value(2, 0, null), value(-1, 38, null), value(-1, 95, null)]).toEqual([
    '6.1, Landlock ABI 7, errata 1,2',
    '6.1, Landlock ABI 2, errata -',
    '6.1, no Landlock (ENOSYS)',
    '6.1, no Landlock (EOPNOTSUPP)',
  ]);
});

test('a check that throws is a finding', async () => {
  const fail = () => {
    throw Object.assign(new Error('EACCES\nmore'), { hint: 'chmod' });
  };
  expect(await attempt('cache', fail)).toEqual({ name: 'cache', status: 'missing', value: 'EACCES', hint: 'chmod' });
});

test('on this machine', async () => {
  const { out } = await capture('doctor', '--json');
  const { checks } = JSON.parse(out) as { checks: { name: string; status: string }[] };
  expect(checks.map(({ name }) => name)).toEqual([
    'host kernel',
    'Node',
    'QEMU',
    'accelerator',
    'C compiler',
    'make',
    'apt-get',
    'dpkg-deb',
    'gpgv',
    'xz',
    'zstd',
    'mke2fs',
    'flock',
    'setpriv',
    'archive keys',
    'cache',
    'kernels',
    'transports',
  ]);
});
