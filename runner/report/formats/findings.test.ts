import { expect, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { hostileResults } from '../../testing/hostile-results.ts';
import { complaints } from '../../testing/validate.ts';
import { runnerReads } from '../../testing/workflow-commands.ts';
import { renderGitlab } from './gitlab.ts';
import { renderKcidb } from './kcidb.ts';
import { renderSarif } from './sarif.ts';

function gitlab(doc: Results) {
  return JSON.parse([...renderGitlab(doc)].join('')) as Record<string, unknown>[];
}

// biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
function sarif(doc: Results): any {
  return JSON.parse([...renderSarif(doc)].join(''));
}

function withFailures(count: number): Results {
  const doc = sampleResults();
  const failed = doc.verdicts.find(({ verdict }) => verdict === 'mismatch')!;
  return { ...doc, verdicts: Array.from({ length: count }, (_, index) => ({ ...failed, reason: `reason ${index}` })) };
}

const cases: [string, Results][] = [
  ['everything', sampleResults()],
  ['nothing', { ...sampleResults(), kernels: [], scenarios: [], verdicts: [], status: 'interrupted' }],
  ['hostile text', hostileResults()],
  ['long text', hostileResults('{0}](x)'.repeat(100_000))],
  ['scenarios that are not described', { ...sampleResults(), scenarios: [] }],
];

test.for(cases)('code quality of GitLab, valid: %s', ([, doc]) => {
  expect(complaints('gitlab-code-quality.json', gitlab(doc))).toEqual([]);
});

test.for(cases)('SARIF, valid: %s', ([, doc]) => {
  expect(complaints('sarif-2.1.0.json', sarif(doc))).toEqual([]);
});

test('the schemas would tell', () => {
  const [issue] = gitlab(sampleResults());
  expect(complaints('gitlab-code-quality.json', [{ ...issue, severity: 'awful' }])).not.toEqual([]);
  expect(complaints('gitlab-code-quality.json', [{ ...issue, location: { path: '../x' } }])).not.toEqual([]);
  expect(complaints('sarif-2.1.0.json', { ...sarif(sampleResults()), version: '2.2.0' })).not.toEqual([]);
  expect(complaints('sarif-2.1.0.json', { version: '2.1.0', runs: [{ tool: {} }] })).not.toEqual([]);
});

test('findings of GitLab', () => {
  expect(
    gitlab(sampleResults()).map(({ severity, description }) => `${severity}: ${description}`),
  ).toMatchInlineSnapshot(`
    [
      "blocker: kill the parent: crash on debian:7.3: KASAN: slab-use-after-free in hook_task_kill",
      "critical: all threads are restricted: hang on debian:5.10: deadline of 5000 ms passed, the guest still answered",
      "major: connect to a sibling: mismatch on debian:7.3: step 2, client: connect() expected EPERM, observed OK",
      "minor: bind a port: broken on debian:7.3: control arm: step 2, client: bind() observed EADDRINUSE",
    ]
  `);
});

test('a finding of SARIF', () => {
  const { runs } = sarif(sampleResults());
  expect(runs[0].results[2]).toMatchInlineSnapshot(`
    {
      "kind": "fail",
      "level": "error",
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "suites/landlock/scope/abstract.spec.ts",
              "uriBaseId": "%SRCROOT%",
            },
            "region": {
              "startLine": 1,
            },
          },
        },
      ],
      "message": {
        "text": "mismatch: step 2, client: connect() expected EPERM, observed OK
    on debian:7.3
    promised in Documentation/userspace-api/landlock.rst: IPC scoping
    ./kconform run --kernel debian:7.3 --scenario landlock/scope/abstract/connect-to-a-sibling",
      },
      "partialFingerprints": {
        "primaryLocationLineHash": "3391015c12e5c26f310bfbdf84bcacf372780d38f7385c9d3dbe71a3f7e35a8c",
      },
      "properties": {
        "kernels": [
          "debian:7.3",
        ],
        "verdict": "mismatch",
      },
      "ruleId": "landlock/scope/abstract/connect-to-a-sibling",
      "ruleIndex": 1,
    }
  `);
  expect(runs[0].tool.driver.rules[runs[0].results[2].ruleIndex].id).toBe(runs[0].results[2].ruleId);
  expect(runs[0].invocations[0]).toMatchInlineSnapshot(`
    {
      "commandLine": "kconform run --kernel debian:5.10 --kernel debian:7.3",
      "endTimeUtc": "2026-11-22T00:17:37.500Z",
      "executionSuccessful": true,
      "exitCode": 1,
      "startTimeUtc": "2026-11-22T00:16:55.000Z",
    }
  `);
});

test('fingerprints outlive a run: neither kernels nor order nor wording change them', () => {
  const doc = sampleResults();
  const prints = (doc: Results) => gitlab(doc).map(({ fingerprint }) => fingerprint);
  const later = doc.verdicts.toReversed().map((verdict) => ({
    ...verdict,
    reason: verdict.verdict === 'unsupported' ? verdict.reason : `${verdict.reason}!`,
  }));
  expect(prints({ ...doc, verdicts: later })).toEqual(prints(doc));
  expect(new Set(prints(withFailures(500))).size).toBe(500);
});

test('a finding too many is counted, not dropped', () => {
  const issues = gitlab(withFailures(1300));
  expect(issues).toHaveLength(1001);
  expect(issues.at(-1)?.description).toBe('300 more findings not listed here, all in the results document');
  const { results, invocations } = sarif(withFailures(5001)).runs[0];
  expect(results).toHaveLength(5000);
  expect(invocations[0].toolExecutionNotifications).toEqual([
    { level: 'note', message: { text: '1 more finding not listed here, all in the results document' } },
  ]);
});

test('a run that is not whole does not look like one without findings', () => {
  const doc: Results = { ...sampleResults(), verdicts: [], status: 'interrupted' };
  expect(gitlab(doc).map(({ description }) => description)).toEqual(['the run was interrupted']);
  expect(sarif(doc).runs[0].invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 130 });
});

test('text of a console is no link and no placeholder', () => {
  const doc = withFailures(1);
  doc.verdicts[0]!.reason = '[here](https://fake.example) {0} {x} [ 3.1]';
  expect(sarif(doc).runs[0].results[0].message.text.split('\n')[0]).toBe(
    'mismatch: [here] (https://fake.example) {{0}} {x} [ 3.1]',
  );
});

test('a log that shows them gives no orders to the runner of GitHub', () => {
  for (const render of [renderGitlab, renderSarif, renderKcidb]) {
    const text = [...render(hostileResults())].join('');
    expect(runnerReads(text).commands).toEqual([]);
    expect(text).toContain('fake');
  }
});
