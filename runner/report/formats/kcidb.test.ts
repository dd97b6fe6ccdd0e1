import { expect, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { hostileResults } from '../../testing/hostile-results.ts';
import { complaints } from '../../testing/validate.ts';
import { renderKcidb } from './kcidb.ts';

interface Report {
  checkouts: { id: string }[];
  builds: { id: string; checkout_id: string }[];
  tests: Record<string, unknown>[];
}

function kcidb(doc: Results, origin?: string): Report {
  return JSON.parse([...renderKcidb(doc, { origin })].join(''));
}

const cases: [string, Results][] = [
  ['everything', sampleResults()],
  ['nothing', { ...sampleResults(), kernels: [], verdicts: [], status: 'interrupted' }],
  [
    'infrastructure',
    { ...sampleResults(), infrastructure: [{ kernel: 'debian:7.3', message: 'a' }, { message: 'b' }] },
  ],
  ['hostile text', hostileResults()],
  ['long text', hostileResults('x'.repeat(100_000))],
  ['long text of pairs', hostileResults('\u{1f427}'.repeat(100_000))],
];

test.for(cases)('valid: %s', ([, doc]) => {
  expect(complaints('kcidb-5.3.json', kcidb(doc))).toEqual([]);
});

test('the schema would tell', () => {
  const report = kcidb(sampleResults());
  const [first] = report.tests;
  expect(complaints('kcidb-5.3.json', { ...report, tests: [{ ...first, path: 'a..b' }] })).not.toEqual([]);
  expect(complaints('kcidb-5.3.json', { ...report, tests: [{ ...first, status: 'BROKEN' }] })).not.toEqual([]);
  expect(complaints('kcidb-5.3.json', { ...report, tests: [{ ...first, id: 'no origin' }] })).not.toEqual([]);
  expect(complaints('kcidb-5.3.json', kcidb(sampleResults(), 'No Origin'))).not.toEqual([]);
});

test('tests by path and status', () => {
  const { tests } = kcidb(sampleResults());
  expect(tests.map(({ path, status }) => `${status} ${path}`)).toMatchInlineSnapshot(`
    [
      "PASS boot",
      "PASS boot",
      "PASS kconform.landlock.abi.version-is-answered",
      "PASS kconform.landlock.scope.abstract.connect-to-a-sibling",
      "PASS kconform.landlock.scope.signal.kill-the-parent",
      "FAIL kconform.landlock.threads.all-threads-are-restricted",
      "SKIP kconform.landlock.net.tcp.bind-a-port",
      "PASS kconform.landlock.abi.version-is-answered",
      "FAIL kconform.landlock.scope.abstract.connect-to-a-sibling",
      "FAIL kconform.landlock.scope.signal.kill-the-parent",
      "PASS kconform.landlock.threads.all-threads-are-restricted",
      "ERROR kconform.landlock.net.tcp.bind-a-port",
    ]
  `);
});

test('a test, its build and its checkout', () => {
  const { checkouts, builds, tests } = kcidb(sampleResults(), 'somebody');
  const failed = tests.find(({ path }) => path === 'kconform.landlock.scope.abstract.connect-to-a-sibling')!;
  expect(tests.filter(({ status }) => status === 'FAIL')[1]).toMatchInlineSnapshot(`
    {
      "build_id": "somebody:0000000000000000000000000000000000000000000000000000000000000000",
      "comment": "step 2, client: connect() expected EPERM, observed OK",
      "duration": 0.012,
      "environment": {
        "comment": "QEMU 7.2.22 (Debian 1:7.2) with tcg",
        "misc": {
          "accelerator": "tcg",
        },
      },
      "id": "somebody:2026-11-22T00:16:55.000Z/debian:7.3/landlock/scope/abstract/connect-to-a-sibling/0",
      "log_excerpt": "step 2, client: connect() expected EPERM, observed OK
    test arm:
      1 client: socket() = OK
    ! 2 client: connect() = OK, expected EPERM
    control arm:
      2 client: connect() = OK
    plan:
    plan 1
    step 0 main call 41",
      "misc": {
        "verdict": "mismatch",
      },
      "origin": "somebody",
      "path": "kconform.landlock.scope.abstract.connect-to-a-sibling",
      "status": "FAIL",
    }
  `);
  expect(builds.at(-1)).toMatchInlineSnapshot(`
    {
      "architecture": "x86_64",
      "checkout_id": "somebody:e944f9a5e488e2ac7e47dbabe919cd5b6326f7a553d85da4aaba942d9947ebbf",
      "comment": "debian:7.3",
      "id": "somebody:0000000000000000000000000000000000000000000000000000000000000000",
      "misc": {
        "command_line": "console=ttyS0 panic=-1",
        "landlock": {
          "abi": 11,
          "errata": 15,
          "features": [
            "errata-query",
            "fastopen-checked",
          ],
          "state": "enabled",
        },
        "release": "7.3.4+deb14-cloud-amd64",
        "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
        "transport": "serial",
        "version": "#1 SMP 7.3.4+deb14-cloud-amd64",
      },
      "origin": "somebody",
      "status": "PASS",
    }
  `);
  expect(checkouts.at(-1)).toMatchInlineSnapshot(`
    {
      "comment": "Linux 7.3.4+deb14-cloud-amd64",
      "id": "somebody:e944f9a5e488e2ac7e47dbabe919cd5b6326f7a553d85da4aaba942d9947ebbf",
      "misc": {
        "release": "7.3.4+deb14-cloud-amd64",
        "version": "#1 SMP 7.3.4+deb14-cloud-amd64",
      },
      "origin": "somebody",
      "tree_name": "debian",
      "valid": true,
    }
  `);
  expect(failed.id).toMatch(/^somebody:/);
});

test('everything belongs to something', () => {
  const doc = { ...sampleResults(), infrastructure: [{ kernel: 'debian:7.3', message: 'a' }, { message: 'b' }] };
  // The sample has one checksum for both kernels.
  doc.kernels[0]!.sha256 = '1'.repeat(64);
  const { checkouts, builds, tests } = kcidb(doc);
  const ids = (items: { id?: unknown }[]) => new Set(items.map(({ id }) => id));
  expect(ids(tests).size).toBe(tests.length);
  expect([checkouts.length, builds.length]).toEqual([2, 2]);
  expect(tests.filter(({ build_id }) => !ids(builds).has(build_id))).toEqual([]);
  expect(builds.filter(({ checkout_id }) => !ids(checkouts).has(checkout_id))).toEqual([]);
  expect(tests.filter(({ status }) => status === 'MISS')).toHaveLength(1 + 2);
});
