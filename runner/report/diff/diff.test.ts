import { expect, test } from 'vitest';
import { compareKernels } from '../../compare/index.ts';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { colour } from '../style.ts';
import { renderDiffJson } from './json.ts';
import { renderDiffMarkdown } from './markdown.ts';
import type { Compared } from './summary.ts';
import { renderDiff } from './text.ts';
import { wrap } from './wrap.ts';

function compared(doc: Results = sampleResults(), before = 'debian:5.10', after = 'debian:7.3'): Compared {
  const comparison = compareKernels({ doc, kernel: before }, { doc, kernel: after });
  return { comparison, from: { before: 'a.json', after: 'b.json' } };
}

/** Eleven specs in which the same step changed, which all of the kernels answer as expected. */
function many(): Results {
  const doc = sampleResults();
  const [scenario] = doc.scenarios;
  const scenarios = Array.from({ length: 22 }, (_, n) => ({ ...scenario!, id: `landlock/topic-${n >> 1}/slug-${n}` }));
  const verdicts = scenarios.flatMap(({ id }, n) =>
    ['debian:5.10', 'debian:7.3'].map((kernel) => {
      const observed = kernel === 'debian:7.3' ? 'EACCES' : 'success';
      const step = { actor: 'client', role: 'check', expected: observed, ok: true } as const;
      const setup = {
        arm: 'test',
        id: 0,
        ...step,
        words: 'socket()',
        expected: 'success',
        observed: 'success',
      } as const;
      // Odd ones have a step more.
      const check = { arm: 'test', ...step, words: `connect(socket#${n % 2}, "${n}")`, observed } as const;
      const steps = n % 2 ? [setup, { ...check, id: 1 }] : [{ ...check, id: 0 }];
      return { kernel, scenario: id, verdict: 'pass' as const, reason: '', steps, ms: 1 };
    }),
  );
  return { ...doc, scenarios, verdicts };
}

test('on the terminal', () => {
  expect(renderDiff(compared())).toMatchInlineSnapshot(`
    "--- debian:5.10, 5.10.262, Landlock absent  a.json
    +++ debian:7.3, 7.3.4, ABI 11, errata 1,2,3,4  b.json
    @@ what the kernels say of themselves @@
    -landlock: absent
    +landlock: enabled
    -ABI: 0
    +ABI: 11
    -errata: not told
    +errata: 1,2,3,4
    -feature errata-query: no
    +feature errata-query: yes
    -feature fastopen-checked: no
    +feature fastopen-checked: yes
    +mask scoped: 0x3
    @@ regressed, 1 scenario @@ pass → crash, BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80
     landlock/scope/signal/kill-the-parent
    -    pass
    +    crash: KASAN: slab-use-after-free in hook_task_kill
    @@ regressed, 1 scenario @@ pass → mismatch, connect: expected EPERM, observed OK
     landlock/scope/abstract/connect-to-a-sibling
    +    client: connect() = OK, expected EPERM
    +    control arm, client: connect() = OK
    @@ regressed, 1 scenario @@ unsupported → broken, bind: expected OK, observed EADDRINUSE
     landlock/net/tcp/bind-a-port
    +    control arm, client: bind() = EADDRINUSE, expected OK
    @@ improved, 1 scenario @@ hang → pass, deadline of 5000 ms passed, the guest still answered
     landlock/threads/all-threads-are-restricted
    -    hang: deadline of 5000 ms passed, the guest still answered
    +    pass
    debian:5.10 → debian:7.3, 5 scenarios: 3 regressed, 1 improved, 1 same
    "
  `);
});

test('many scenarios with the same change are told once, with an example', () => {
  const diff = renderDiff(compared(many()));
  expect(diff.slice(diff.indexOf('@@ errno'))).toMatchInlineSnapshot(`
    "@@ errno, 22 scenarios @@ connect: success → EACCES
     landlock/topic-0 (2)
     landlock/topic-1 (2)
     landlock/topic-10 (2)
     landlock/topic-2 (2)
     landlock/topic-3 (2)
     landlock/topic-4 (2)
     … and 10 in 5 more topics
     e.g. landlock/topic-0/slug-0
    -    client: connect(socket#0, "0") = success
    +    client: connect(socket#0, "0") = EACCES
    debian:5.10 → debian:7.3, 22 scenarios: 22 errno
    "
  `);
});

test('verbose: each of them, with the steps around', () => {
  const diff = renderDiff(compared(many()), { verbose: true });
  expect(diff.match(/^ landlock\/topic-\d+\/slug-\d+$/gm)).toHaveLength(22);
  expect(diff).toContain(` landlock/topic-0/slug-1
     client: socket() = success
-    client: connect(socket#1, "1") = success
+    client: connect(socket#1, "1") = EACCES
`);
});

test('with colours, in the width of the terminal', () => {
  const lines = renderDiff(compared(), { style: colour, width: 50 }).split('\n').slice(0, -2);
  const plain = lines.map((line) => line.replaceAll(/\x1b\[\d+m/g, ''));
  expect(plain.filter((line) => line.length > 50 && !line.startsWith(' landlock/'))).toEqual([]);
  expect(plain[0]).toHaveLength(50);
  expect(lines.filter((line) => line.startsWith('\x1b[31m-')).length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.startsWith('\x1b[32m+')).length).toBeGreaterThan(0);
});

test('as Markdown for a mail', () => {
  expect(renderDiffMarkdown(compared())).toMatchInlineSnapshot(`
    "## Landlock: debian:5.10 → debian:7.3

    - before: debian:5.10, 5.10.262, Landlock absent
    - after: debian:7.3, 7.3.4, ABI 11, errata 1,2,3,4
    - 5 scenarios: 3 regressed, 1 improved, 1 same

    ### What the kernels say of themselves

    - landlock: absent → enabled
    - ABI: 0 → 11
    - errata: not told → 1,2,3,4
    - feature errata-query: no → yes
    - feature fastopen-checked: no → yes
    - mask scoped: none → 0x3

    ### regressed: fails now, and did not (3)

    - **pass → crash, BUG: KASAN: slab-use-after-free in
      hook_task_kill+0x12/0x80**, 1 scenario in landlock/scope/signal

          kill-the-parent
          - pass
          + crash: KASAN: slab-use-after-free in hook_task_kill

    - **pass → mismatch, connect: expected EPERM, observed OK**, 1 scenario in
      landlock/scope/abstract

          connect-to-a-sibling
          + client: connect() = OK, expected EPERM
          + control arm, client: connect() = OK

    - **unsupported → broken, bind: expected OK, observed EADDRINUSE**, 1
      scenario in landlock/net/tcp

          bind-a-port
          + control arm, client: bind() = EADDRINUSE, expected OK

    ### improved: as expected now, and was not (1)

    - **hang → pass, deadline of 5000 ms passed, the guest still answered**, 1
      scenario in landlock/threads

          all-threads-are-restricted
          - hang: deadline of 5000 ms passed, the guest still answered
          + pass
    "
  `);
});

test.for([sampleResults(), many()])('no line of a mail is too long', (doc) => {
  const lines = renderDiffMarkdown(compared(doc), { verbose: true }).split('\n');
  expect(lines.filter((line) => line.length > 78)).toEqual([]);
});

test('as JSON, without the steps that are the same', () => {
  const { schema, comparisons } = JSON.parse(renderDiffJson([compared(many())]));
  expect(schema).toBe('kconform-diff-1');
  const [{ before, after, same, counts, differences }] = comparisons;
  expect([before.id, after.id, same, counts.errno, differences.length]).toEqual([
    'debian:5.10',
    'debian:7.3',
    false,
    22,
    22,
  ]);
  expect(differences[1]).toMatchObject({
    change: 'errno',
    what: 'connect: success → EACCES',
    before: { verdict: 'pass' },
  });
  expect(differences[1].steps.map(({ kind }: { kind: string }) => kind)).toEqual(['denied']);
});

test('lines are broken at spaces only', () => {
  expect(wrap('- a bb ccc dddd', 8, '  ')).toEqual(['- a bb', '  ccc', '  dddd']);
  expect(wrap('- averyverylongword b', 8, '  ')).toEqual(['-', '  averyverylongword', '  b']);
});
