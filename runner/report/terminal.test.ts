import { expect, test } from 'vitest';
import { sampleKernel, sampleResults } from '../results/sample.ts';
import { colour } from './style.ts';
import { renderReport, renderSummary } from './terminal.ts';

test('a run with everything', () => {
  expect(renderReport(sampleResults(), { path: 'results/20261122T001655Z.json' })).toMatchInlineSnapshot(`
    "                      debian:5.10  debian:7.3
    release               5.10.262     7.3.4
    ABI                   none         11
    errata                -            1,2,3,4
    features              0 of 2       2 of 2
    abi                   1 ok         1 ok
    net/tcp               -            0/1
    scope/abstract        1 ok         0/1
    scope/signal          1 ok         0/1
    threads               0/1          1 ok
    all                   3/4          2/5

    features that differ
    errata-query          no           yes
    fastopen-checked      no           yes

    broken  landlock/net/tcp/bind-a-port
      on debian:7.3
      control arm: step 2, client: bind() observed EADDRINUSE
      promised in Documentation/userspace-api/landlock.rst: IPC scoping
      checked in suites/landlock/net/tcp.spec.ts
      ./kconform run --kernel debian:7.3 --scenario landlock/net/tcp/bind-a-port

    mismatch  landlock/scope/abstract/connect-to-a-sibling
      on debian:7.3
      step 2, client: connect() expected EPERM, observed OK
      promised in Documentation/userspace-api/landlock.rst: IPC scoping
      checked in suites/landlock/scope/abstract.spec.ts
      ./kconform run --kernel debian:7.3 --scenario landlock/scope/abstract/connect-to-a-sibling

    crash  landlock/scope/signal/kill-the-parent
      on debian:7.3
      KASAN: slab-use-after-free in hook_task_kill
      BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80
      promised in Documentation/userspace-api/landlock.rst: IPC scoping
      checked in suites/landlock/scope/signal.spec.ts
      ./kconform run --kernel debian:7.3 --scenario landlock/scope/signal/kill-the-parent

    hang  landlock/threads/all-threads-are-restricted
      on debian:5.10
      deadline of 5000 ms passed, the guest still answered
      promised in Documentation/userspace-api/landlock.rst: IPC scoping
      checked in suites/landlock/threads.spec.ts
      ./kconform run --kernel debian:5.10 --scenario landlock/threads/all-threads-are-restricted

    known  debian:7.3: vulnerable to CVE-2026-72183: SIGIO to a process group leaves the scope (1 scenario)

    unsupported  1  needs net: the kernel has no CONFIG_INET (debian:5.10)

    time         42.5 s, 2 jobs, QEMU 7.2.22 with tcg
    boot         3.1 s, restored from a snapshot in 70 ms
    slowest      5.0 s: landlock/threads/all-threads-are-restricted on debian:5.10
    results      results/20261122T001655Z.json

    2 kernels, 5 scenarios: 5 pass, 1 mismatch, 1 crash, 1 hang, 1 broken, 1 unsupported
    "
  `);
});

test('a run without a fault', () => {
  const doc = sampleResults();
  doc.verdicts = doc.verdicts.filter(({ verdict }) => verdict === 'pass');
  expect(renderReport(doc)).toMatchInlineSnapshot(`
    "                      debian:5.10  debian:7.3
    release               5.10.262     7.3.4
    ABI                   none         11
    errata                -            1,2,3,4
    features              0 of 2       2 of 2
    abi                   1 ok         1 ok
    scope/abstract        1 ok         -
    scope/signal          1 ok         -
    threads               -            1 ok
    all                   3 ok         2 ok

    features that differ
    errata-query          no           yes
    fastopen-checked      no           yes

    known  debian:7.3: vulnerable to CVE-2026-72183: SIGIO to a process group leaves the scope (1 scenario)

    time         42.5 s, 2 jobs, QEMU 7.2.22 with tcg
    boot         3.1 s, restored from a snapshot in 70 ms
    slowest      12 ms: landlock/abi/version-is-answered on debian:5.10

    2 kernels, 4 scenarios: 5 pass
    "
  `);
});

test('a run that could not start a guest', () => {
  const doc = sampleResults();
  const infrastructure = [
    {
      kernel: 'debian:7.3',
      message: 'no guest answered in 3 boots',
      hint: './kconform doctor',
      console: 'a\nb\nKernel panic\n',
    },
  ];
  expect(
    renderReport({ ...doc, kernels: [], verdicts: [], status: 'infrastructure', infrastructure }),
  ).toMatchInlineSnapshot(`
    "infrastructure  debian:7.3: no guest answered in 3 boots
      hint: ./kconform doctor
      | a
      | b
      | Kernel panic

    time         42.5 s, 2 jobs, QEMU 7.2.22 with tcg

    0 kernels, 0 scenarios: nothing judged (infrastructure failed)
    "
  `);
});

test('many failures are cut, unless all are asked for', () => {
  const doc = sampleResults();
  const failure = doc.verdicts.find(({ verdict }) => verdict === 'mismatch')!;
  doc.verdicts = Array.from({ length: 30 }, (_, index) => ({ ...failure, scenario: `landlock/net/tcp/case-${index}` }));
  const failures = (text: string) => text.split('\n').filter((line) => line.startsWith('mismatch')).length;
  expect(failures(renderReport(doc))).toBe(25);
  expect(
    renderReport(doc)
      .split('\n')
      .filter((line) => line.startsWith('…')),
  ).toEqual(['… and 5 more failures, all in the results']);
  expect(failures(renderReport(doc, { verbose: true }))).toBe(30);
});

test('the summary says when a run was interrupted, and colours what is wrong', () => {
  const coloured = renderSummary({ ...sampleResults(), status: 'interrupted' }, colour);
  expect(JSON.stringify(coloured)).toMatchInlineSnapshot(
    `""2 kernels, 5 scenarios: \\u001b[32m5 pass\\u001b[0m, \\u001b[31m1 mismatch\\u001b[0m, \\u001b[31m1 crash\\u001b[0m, \\u001b[31m1 hang\\u001b[0m, \\u001b[31m1 broken\\u001b[0m, \\u001b[2m1 unsupported\\u001b[0m\\u001b[31m (interrupted)\\u001b[0m""`,
  );
});

test('failures that repeat are counted', () => {
  const doc = sampleResults();
  const failure = doc.verdicts.find(({ verdict }) => verdict === 'mismatch')!;
  doc.kernels = [sampleKernel('debian:7.3', '7.3.4', 11, 15)];
  doc.verdicts = [0, 1, 2].map((repeat) => ({ ...failure, repeat }));
  expect(renderReport(doc)).toContain('  on debian:7.3 (3 times)\n');
});

test('a kernel whose masks contradict its ABI is told', () => {
  const doc = sampleResults();
  const kernels = doc.kernels.map((kernel) => ({
    ...kernel,
    ...(kernel.abi > 0 && { contradictions: ['reports ABI 11, which has scoped 0x3, and accepts 0x1'] }),
  }));
  expect(renderReport({ ...doc, kernels })).toContain(
    '\n\nnote  debian:7.3 reports ABI 11, which has scoped 0x3, and accepts 0x1\n\n',
  );
});
