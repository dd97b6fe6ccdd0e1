import { expect, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { hostileResults } from '../../testing/hostile-results.ts';
import { runnerReads } from '../../testing/workflow-commands.ts';
import { renderGithubSummary } from './github-summary.ts';

function summary(doc: Results): string {
  return [...renderGithubSummary(doc)].join('');
}

/** What a browser makes of entities. */
function shown(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

test('a run with everything', () => {
  expect(shown(summary(sampleResults()))).toMatchInlineSnapshot(`
    "## kconform: 2 kernels, 5 scenarios: 5 pass, 1 mismatch, 1 crash, 1 hang, 1 broken, 1 unsupported

    |  | debian:5.10 | debian:7.3 |
    | --- | --- | --- |
    | release | 5.10.262 | 7.3.4 |
    | ABI | none | 11 |
    | errata | - | 1,2,3,4 |
    | features | 0 of 2 | 2 of 2 |
    | abi | 1 ok | 1 ok |
    | net/tcp | - | 0/1 |
    | scope/abstract | 1 ok | 0/1 |
    | scope/signal | 1 ok | 0/1 |
    | threads | 0/1 | 1 ok |
    | all | 3/4 | 2/5 |

    ### 4 findings

    <details><summary>crash <code>landlock/scope/signal/kill-the-parent</code></summary><pre>KASAN: slab-use-after-free in hook_task_kill
    BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80
    on debian:7.3
    promised in Documentation/userspace-api/landlock.rst: IPC scoping
    ./kconform run --kernel debian:7.3 --scenario landlock/scope/signal/kill-the-parent</pre></details>
    <details><summary>hang <code>landlock/threads/all-threads-are-restricted</code></summary><pre>deadline of 5000 ms passed, the guest still answered
    on debian:5.10
    promised in Documentation/userspace-api/landlock.rst: IPC scoping
    ./kconform run --kernel debian:5.10 --scenario landlock/threads/all-threads-are-restricted</pre></details>
    <details><summary>mismatch <code>landlock/scope/abstract/connect-to-a-sibling</code></summary><pre>step 2, client: connect() expected EPERM, observed OK
    on debian:7.3
    promised in Documentation/userspace-api/landlock.rst: IPC scoping
    ./kconform run --kernel debian:7.3 --scenario landlock/scope/abstract/connect-to-a-sibling</pre></details>
    <details><summary>broken <code>landlock/net/tcp/bind-a-port</code></summary><pre>control arm: step 2, client: bind() observed EADDRINUSE
    on debian:7.3
    promised in Documentation/userspace-api/landlock.rst: IPC scoping
    ./kconform run --kernel debian:7.3 --scenario landlock/net/tcp/bind-a-port</pre></details>

    ### Known of these kernels, and shown

    - debian:7.3: vulnerable to CVE-2026-72183: SIGIO to a process group leaves the scope (1 scenario)

    ### Unsupported

    - 1 needs net: the kernel has no CONFIG_INET (debian:5.10)
    "
  `);
});

test('whatever somebody else wrote is neither Markdown nor HTML', () => {
  const text = summary(hostileResults());
  // The only characters with a meaning are those of the frame.
  const frame = text.replaceAll(/&#\d+;|<\/?(details|summary|code|pre)>/g, '');
  expect(frame.match(/[<>[\]()*_`~!@\\&"'{}$]/g)).toBeNull();
  const lines = frame.split('\n').filter((line) => !/^(#{2,3} |- |\| |\|( --- \|)+$)/.test(line));
  expect(lines.filter((line) => !/^(crash|hang|mismatch|broken) /.test(line)).join('')).toBe('');
  expect(new Set(text.match(/^\|.*\|$/gm)?.map((row) => row.split('|').length))).toEqual(new Set([5]));
  expect(runnerReads(text).commands).toEqual([]);
});

test('the largest is shown by GitHub, and says what it lacks', () => {
  const doc = hostileResults('<|&#x0a;'.repeat(1000));
  const [failed] = doc.verdicts.filter(({ verdict }) => verdict === 'mismatch');
  const kernels = Array.from({ length: 60 }, (_, index) => ({ ...doc.kernels[0]!, id: `kernel ${index}` }));
  const known = Array.from({ length: 300 }, (_, index) => ({
    kind: 'flawed' as const,
    what: `${index} ${failed!.reason}`,
  }));
  const verdicts = Array.from({ length: 20_000 }, (_, index) => ({
    ...failed!,
    kernel: `kernel ${index % 60}`,
    reason: `${index % 5000} ${failed!.reason}`,
    known: [known[index % 300]!],
  }));
  const text = summary({ ...doc, kernels, verdicts });
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(shown(text)).toMatch(/4,9\d\d more findings not listed here, all in the results document/);
  expect(shown(text)).toContain('30 more kernels in the results document');
  expect(shown(text)).toContain('… and 250 more');
});
