import { Parser } from 'tap-parser';
import { expect, test } from 'vitest';
import { type Baseline, judgeAgainst } from '../../baseline/baseline.ts';
import { parseKnownFailures } from '../../baseline/known-failures.ts';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { complaints } from '../../testing/validate.ts';
import { formatOf } from './index.ts';

/** On 5.10 threads hang; on 7.3 there are a mismatch, a crash, a broken scenario, and threads show a known bug. */
const doc = sampleResults();

const FILE = `Scenario: landlock/threads
Kernel: debian:5.10
Verdict: hang
Reason: too slow
Expires: 2027-01-01

Scenario: landlock/scope/abstract/*
Kernel: debian:7.3
Verdict: mismatch
Reason: reported, # 7
Expires: 2027-01-01

Scenario: landlock/net
Kernel: debian:7.3
Verdict: broken
Reason: a port
Expires: 2026-12-23

Scenario: landlock/abi
Kernel: debian:7.3
Verdict: crash
Reason: long gone
Expires: 2027-01-01
`;
const now = new Date('2026-12-24T12:00:00Z');
const known = { known: parseKnownFailures(FILE, 'ci/known'), earlier: [], now };
const everything = {
  known: parseKnownFailures(
    'Scenario: landlock\nKernel: *\nVerdict: mismatch crash hang broken\nReason: r\nExpires: 2027-01-01\n',
    'k',
  ),
  earlier: [],
  now,
};

async function told(format: string, baseline: Baseline | undefined, of: Results = doc): Promise<string> {
  const render = await formatOf(format).load();
  return [...render(of, { baseline: baseline && judgeAgainst(of, baseline) })].join('');
}

/** Lines that differ from those without the baseline. */
async function changed(format: string): Promise<string> {
  const before = new Set((await told(format, undefined)).split('\n'));
  const lines = (await told(format, known)).split('\n').filter((line) => !before.has(line));
  return lines.join('\n');
}

test('TAP: what is known is TODO, which is no failure, and a parser tells which of them pass', async () => {
  expect(await changed('tap')).toMatchInlineSnapshot(`
    "        not ok 1 - all-threads-are-restricted # TODO too slow (ci/known:1)
    ok 1 - debian:5.10
                - "baseline: ci/known:19: known to fail, and passes"
                - "baseline: ci/known:13: known until 2026-12-23, which has passed"
            not ok 1 - connect-to-a-sibling # TODO reported, \\# 7 (ci/known:7)"
  `);
  const whole = (text: string) =>
    new Promise<{ ok: boolean; todo: number }>((resolve) => {
      new Parser({ strict: true }, ({ ok, todo }) => resolve({ ok, todo })).end(text);
    });
  expect(await whole(await told('tap', known))).toMatchObject({ ok: false });
  expect(await whole(await told('tap', everything))).toMatchObject({ ok: true });
});

test('KTAP: what is known is XFAIL, and ok as kselftest prints it', async () => {
  expect(await changed('ktap')).toMatchInlineSnapshot(`
    "    ok 1 all-threads-are-restricted # XFAIL too slow (ci/known:1)
    ok 1 debian:5.10
        # baseline: ci/known:19: known to fail, and passes
        # baseline: ci/known:13: known until 2026-12-23, which has passed
        ok 1 connect-to-a-sibling # XFAIL reported, # 7 (ci/known:7)"
  `);
  expect(await told('ktap', everything)).not.toMatch(/^\s*not ok/m);
});

test('JUnit: what is known is skipped, with a message, and counted so', async () => {
  expect(await changed('junit')).toMatchInlineSnapshot(`
    "<testsuites name="kconform" tests="10" failures="1" errors="1" time="42.500">
      <testsuite name="debian:5.10" tests="5" failures="0" errors="0" skipped="2" time="5.056" timestamp="2026-11-22T00:16:55.000Z">
          <skipped message="known failure, hang: too slow (ci/known:1)"/>
      <testsuite name="debian:7.3" tests="5" failures="1" errors="1" skipped="1" time="0.060" timestamp="2026-11-22T00:16:55.000Z">
        <testcase classname="debian:7.3/landlock/abi" name="version-is-answered" time="0.012" file="suites/landlock/abi.spec.ts">
          <system-out>baseline: ci/known:19: known to fail, and passes</system-out>
          <skipped message="known failure, mismatch: reported, # 7 (ci/known:7)"/>
          <system-out>baseline: ci/known:13: known until 2026-12-23, which has passed
    control arm: step 2, client: bind() observed EADDRINUSE"
  `);
});

test('GitHub: notices and warnings where the entries are, and errors for what counts', async () => {
  expect(await told('github', known)).toMatchInlineSnapshot(`
    "::error file=suites/landlock/scope/signal.spec.ts,title=crash%3A kill the parent::KASAN: slab-use-after-free in hook_task_kill%0ABUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80%0Aon debian:7.3%0Apromised in Documentation/userspace-api/landlock.rst: IPC scoping%0A./kconform run --kernel debian:7.3 --scenario landlock/scope/signal/kill-the-parent
    ::error file=suites/landlock/net/tcp.spec.ts,title=broken%3A bind a port::control arm: step 2, client: bind() observed EADDRINUSE%0Aon debian:7.3%0Abaseline: ci/known:13: known until 2026-12-23, which has passed%0Apromised in Documentation/userspace-api/landlock.rst: IPC scoping%0A./kconform run --kernel debian:7.3 --scenario landlock/net/tcp/bind-a-port
    ::notice file=ci/known,line=1,title=known failure::too slow (1 failure)
    ::notice file=ci/known,line=7,title=known failure::reported, # 7 (1 failure)
    ::warning file=ci/known,line=19,title=known failure that passes::ci/known:19: landlock/abi/version-is-answered on debian:7.3 passes: take it out
    ::notice title=kconform::2 kernels, 5 scenarios: 5 pass, 1 mismatch, 1 crash, 1 hang, 1 broken, 1 unsupported
    "
  `);
  const many = Array.from({ length: 12 }, (_, index) => FILE.replace('too slow', `reason ${index}`)).join('\n');
  const text = await told('github', { ...known, known: parseKnownFailures(many, 'ci/known') });
  expect(text.match(/^::notice /gm)).toHaveLength(3);
  expect(text.match(/^::warning /gm)).toHaveLength(10);
  expect(text).toContain('3 more known failures not listed here');
});

test('GitHub, summary: the entries and what counts', async () => {
  expect(await changed('github-summary')).toMatchInlineSnapshot(`
    "### 2 findings
    <details><summary>broken <code>landlock/net/tcp/bind-a-port</code></summary><pre>control arm&#58; step 2, client&#58; bind&#40;&#41; observed EADDRINUSE&#10;on debian&#58;7.3&#10;baseline&#58; ci/known&#58;13&#58; known until 2026-12-23, which has passed&#10;promised in Documentation/userspace-api/landlock.rst&#58; IPC scoping&#10;./kconform run --kernel debian&#58;7.3 --scenario landlock/net/tcp/bind-a-port</pre></details>
    ### Baseline
    - known&#58; too slow &#40;1 failure&#41; &#40;ci/known&#58;1&#41;
    - known&#58; reported, &#35; 7 &#40;1 failure&#41; &#40;ci/known&#58;7&#41;
    - ci/known&#58;19&#58; landlock/abi/version-is-answered on debian&#58;7.3 passes&#58; take it out"
  `);
});

test('GitLab: what is known is told, as of no weight, and what can go is an issue of the file', async () => {
  const issues = JSON.parse(await told('gitlab', known)) as Record<string, unknown>[];
  expect(
    issues.map(({ severity, location, description }) => ({ severity, location, description })),
  ).toMatchInlineSnapshot(`
    [
      {
        "description": "kill the parent: crash on debian:7.3: KASAN: slab-use-after-free in hook_task_kill",
        "location": {
          "lines": {
            "begin": 1,
          },
          "path": "suites/landlock/scope/signal.spec.ts",
        },
        "severity": "blocker",
      },
      {
        "description": "bind a port: broken on debian:7.3: control arm: step 2, client: bind() observed EADDRINUSE",
        "location": {
          "lines": {
            "begin": 1,
          },
          "path": "suites/landlock/net/tcp.spec.ts",
        },
        "severity": "minor",
      },
      {
        "description": "known failure, too slow (ci/known:1): all threads are restricted: hang on debian:5.10: deadline of 5000 ms passed, the guest still answered",
        "location": {
          "lines": {
            "begin": 1,
          },
          "path": "suites/landlock/threads.spec.ts",
        },
        "severity": "info",
      },
      {
        "description": "known failure, reported, # 7 (ci/known:7): connect to a sibling: mismatch on debian:7.3: step 2, client: connect() expected EPERM, observed OK",
        "location": {
          "lines": {
            "begin": 1,
          },
          "path": "suites/landlock/scope/abstract.spec.ts",
        },
        "severity": "info",
      },
      {
        "description": "ci/known:19: landlock/abi/version-is-answered on debian:7.3 passes: take it out",
        "location": {
          "lines": {
            "begin": 19,
          },
          "path": "ci/known",
        },
        "severity": "minor",
      },
    ]
  `);
  expect(complaints('gitlab-code-quality.json', issues)).toEqual([]);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
});

test('SARIF: what is known is suppressed, with the reason', async () => {
  const sarif = JSON.parse(await told('sarif', known));
  const [{ results, invocations }] = sarif.runs;
  expect(results.map((one: Record<string, unknown>) => [one.ruleId, one.suppressions])).toMatchInlineSnapshot(`
    [
      [
        "landlock/scope/signal/kill-the-parent",
        undefined,
      ],
      [
        "landlock/net/tcp/bind-a-port",
        undefined,
      ],
      [
        "landlock/threads/all-threads-are-restricted",
        [
          {
            "justification": "too slow (ci/known:1)",
            "kind": "external",
          },
        ],
      ],
      [
        "landlock/scope/abstract/connect-to-a-sibling",
        [
          {
            "justification": "reported, # 7 (ci/known:7)",
            "kind": "external",
          },
        ],
      ],
    ]
  `);
  expect(invocations[0].exitCode).toBe(1);
  expect(complaints('sarif-2.1.0.json', sarif)).toEqual([]);
  expect(JSON.parse(await told('sarif', everything)).runs[0].invocations[0].exitCode).toBe(0);
});

test('a known bug that a kernel did not show before is a failure in every format', async () => {
  const verdicts = doc.verdicts.map(({ known: _, ...verdict }) => verdict);
  const earlier = { known: [], earlier: [{ path: 'then.json', doc: { ...doc, verdicts } }], now };
  const why = 'shows what it did not in then.json: ';
  for (const format of ['tap', 'ktap', 'junit', 'github', 'gitlab', 'sarif', 'github-summary']) {
    const text = await told(format, earlier);
    expect(text, format).toContain(format === 'github-summary' ? why.replace(': ', '&#58; ') : why);
  }
  expect(await told('ktap', earlier)).toContain('not ok 1 all-threads-are-restricted');
});
