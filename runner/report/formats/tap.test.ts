import { Parser } from 'tap-parser';
import { expect, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { hostileResults } from '../../testing/hostile-results.ts';
import { renderTap } from './tap.ts';

function tap(doc: Results): string {
  return [...renderTap(doc)].join('');
}

/** What a strict parser makes of it: the document as it understood it, and what is no TAP to it. */
function parse(text: string) {
  const tests: { ok: boolean; name: string; skip: unknown; diag: unknown; depth: number }[] = [];
  const extra: string[] = [];
  let whole = { ok: false, count: 0, bailout: false as unknown, failures: [] as { tapError?: string }[] };
  const watch = (parser: Parser, depth: number): void => {
    parser.on('child', (child) => watch(child, depth + 1));
    parser.on('extra', (line) => extra.push(line));
    parser.on('assert', ({ ok, name, skip, diag }) => tests.push({ ok, name, skip, diag, depth }));
  };
  const parser = new Parser({ strict: true }, (results) => {
    whole = results as typeof whole;
  });
  watch(parser, 0);
  parser.end(text);
  const errors = whole.failures.flatMap(({ tapError }) => tapError ?? []);
  return { ok: whole.ok, count: whole.count, bailout: whole.bailout, errors, tests, extra };
}

test('a run with everything', () => {
  expect(tap(sampleResults())).toMatchInlineSnapshot(`
    "TAP version 14
    1..2
    # Subtest: debian:5.10
        1..5
        # Subtest: abi
            1..1
            ok 1 - version-is-answered
        ok 1 - abi
        # Subtest: net/tcp
            1..1
            ok 1 - bind-a-port # SKIP needs net: the kernel has no CONFIG_INET
        ok 2 - net/tcp # SKIP
        # Subtest: scope/abstract
            1..1
            ok 1 - connect-to-a-sibling
        ok 3 - scope/abstract
        # Subtest: scope/signal
            1..1
            ok 1 - kill-the-parent
        ok 4 - scope/signal
        # Subtest: threads
            1..1
            not ok 1 - all-threads-are-restricted
              ---
              verdict: hang
              details:
                - "deadline of 5000 ms passed, the guest still answered"
                - "test arm:"
                - "  1 client: socket() = OK"
              ...
        not ok 5 - threads
    not ok 1 - debian:5.10
      ---
      details:
        - "kernel 5.10.262-cloud-amd64, Landlock ABI 0, errata -"
      ...
    # Subtest: debian:7.3
        1..5
        # Subtest: abi
            1..1
            ok 1 - version-is-answered
        ok 1 - abi
        # Subtest: net/tcp
            1..1
            not ok 1 - bind-a-port
              ---
              verdict: broken
              details:
                - "control arm: step 2, client: bind() observed EADDRINUSE"
                - "control arm:"
                - "! 2 client: bind() = EADDRINUSE, expected OK"
              ...
        not ok 2 - net/tcp
        # Subtest: scope/abstract
            1..1
            not ok 1 - connect-to-a-sibling
              ---
              verdict: mismatch
              details:
                - "step 2, client: connect() expected EPERM, observed OK"
                - "test arm:"
                - "  1 client: socket() = OK"
                - "! 2 client: connect() = OK, expected EPERM"
                - "control arm:"
                - "  2 client: connect() = OK"
                - "plan:"
                - "plan 1"
                - "step 0 main call 41"
              ...
        not ok 3 - scope/abstract
        # Subtest: scope/signal
            1..1
            not ok 1 - kill-the-parent
              ---
              verdict: crash
              details:
                - "KASAN: slab-use-after-free in hook_task_kill"
                - "test arm:"
                - "  1 client: socket() = OK"
                - "BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80"
                - "console:"
                - "[    3.1] BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80"
                - "[    3.1] Call Trace:"
              ...
        not ok 4 - scope/signal
        # Subtest: threads
            1..1
            ok 1 - all-threads-are-restricted
              ---
              details:
                - "vulnerable to CVE-2026-72183: SIGIO to a process group leaves the scope"
              ...
        ok 5 - threads
    not ok 2 - debian:7.3
      ---
      details:
        - "kernel 7.3.4+deb14-cloud-amd64, Landlock ABI 11, errata 1,2,3,4"
      ...
    "
  `);
});

test('a parser finds every scenario, and why it failed', () => {
  const { tests, extra, errors, ...whole } = parse(tap(sampleResults()));
  expect({ extra, errors, ...whole }).toEqual({ extra: [], errors: [], ok: false, count: 2, bailout: false });
  expect(tests.filter(({ depth }) => depth === 2)).toHaveLength(10);
  expect(tests.find(({ name }) => name === 'connect-to-a-sibling' && !tests[0])).toBeUndefined();
  expect(tests.find(({ name, ok }) => name === 'bind-a-port' && !ok)?.diag).toEqual({
    verdict: 'broken',
    details: [
      'control arm: step 2, client: bind() observed EADDRINUSE',
      'control arm:',
      '! 2 client: bind() = EADDRINUSE, expected OK',
    ],
  });
  expect(tests.find(({ skip }) => skip)?.skip).toBe('needs net: the kernel has no CONFIG_INET');
});

test('a run that was cut short fails, one in which everything passed does not', () => {
  const doc = sampleResults();
  doc.verdicts = doc.verdicts.filter(({ verdict }) => verdict === 'pass' || verdict === 'unsupported');
  expect(parse(tap(doc)).ok).toBe(true);
  expect(parse(tap({ ...doc, status: 'interrupted' })).ok).toBe(false);
});

test('nothing that somebody else wrote passes for a line of TAP', () => {
  const text = tap(hostileResults('# SKIP fake \\# TODO fake'));
  expect(parse(text).tests.filter(({ skip }) => skip === 'fake')).toEqual([]);
  expect(parse(text).tests.filter(({ ok }) => !ok)).toHaveLength(4 + 4 + 2 + 1);
  expect(parse(text).tests.find(({ depth }) => depth === 2)?.name).toBe('version-is-answered# SKIP fake \\# TODO fake');
});

test('nor anything else', () => {
  const text = tap(hostileResults());
  const { tests, extra, errors, ...whole } = parse(text);
  expect({ extra, errors, ...whole }).toEqual({ extra: [], errors: [], ok: false, count: 3, bailout: false });
  expect(tests.filter(({ name }) => name.startsWith('fake'))).toEqual([]);
  // Ten scenarios, their specs, two kernels, and the infrastructure.
  expect(tests).toHaveLength(10 + 10 + 2 + 1);
  expect(text.match(/^\s*::|##\[|[^\n\t\x20-\x7e\xa0-\u{10ffff}]/gmu)).toBeNull();
});
