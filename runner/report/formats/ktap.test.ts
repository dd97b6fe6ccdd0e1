import { Parser } from 'tap-parser';
import { expect, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { normalise } from '../../selftests/normalise.ts';
import { untangle } from '../../selftests/untangle.ts';
import { hostileResults } from '../../testing/hostile-results.ts';
import { renderKtap } from './ktap.ts';

function ktap(doc: Results): string {
  return [...renderKtap(doc)].join('');
}

interface Found {
  ok: boolean;
  names: string[];
}

/** What a strict TAP parser makes of it. */
function parse(text: string): Found {
  const names: string[] = [];
  let ok = false;
  const watch = (parser: Parser, path: string): void => {
    parser.on('child', (child) => watch(child, `${path}  `));
    parser.on('assert', (assert) => {
      const directive = assert.skip === false ? '' : ` # ${assert.skip}`;
      names.push(`${path}${assert.ok ? 'ok' : 'not ok'} ${assert.name}${directive}`);
    });
  };
  const parser = new Parser({ strict: true }, (results) => {
    ok = results.ok;
  });
  watch(parser, '');
  parser.end(normalise(untangle(text)));
  return { ok, names };
}

function passing(): Results {
  const doc = sampleResults();
  return { ...doc, verdicts: doc.verdicts.filter(({ verdict }) => verdict === 'pass' || verdict === 'unsupported') };
}

test('a run with everything', () => {
  expect(ktap(sampleResults())).toMatchInlineSnapshot(`
    "KTAP version 1
    1..2
      KTAP version 1
      # Subtest: debian:5.10
      1..5
        KTAP version 1
        # Subtest: abi
        1..1
        ok 1 version-is-answered
      ok 1 abi
        KTAP version 1
        # Subtest: net/tcp
        1..1
        ok 1 bind-a-port # SKIP needs net: the kernel has no CONFIG_INET
      ok 2 net/tcp # SKIP
        KTAP version 1
        # Subtest: scope/abstract
        1..1
        ok 1 connect-to-a-sibling
      ok 3 scope/abstract
        KTAP version 1
        # Subtest: scope/signal
        1..1
        ok 1 kill-the-parent
      ok 4 scope/signal
        KTAP version 1
        # Subtest: threads
        1..1
        # hang
        # deadline of 5000 ms passed, the guest still answered
        # test arm:
        #   1 client: socket() = OK
        not ok 1 all-threads-are-restricted # TIMEOUT
      not ok 5 threads
    # kernel 5.10.262-cloud-amd64, Landlock ABI 0, errata -
    not ok 1 debian:5.10
      KTAP version 1
      # Subtest: debian:7.3
      1..5
        KTAP version 1
        # Subtest: abi
        1..1
        ok 1 version-is-answered
      ok 1 abi
        KTAP version 1
        # Subtest: net/tcp
        1..1
        # broken
        # control arm: step 2, client: bind() observed EADDRINUSE
        # control arm:
        # ! 2 client: bind() = EADDRINUSE, expected OK
        not ok 1 bind-a-port # ERROR
      not ok 2 net/tcp
        KTAP version 1
        # Subtest: scope/abstract
        1..1
        # mismatch
        # step 2, client: connect() expected EPERM, observed OK
        # test arm:
        #   1 client: socket() = OK
        # ! 2 client: connect() = OK, expected EPERM
        # control arm:
        #   2 client: connect() = OK
        # plan:
        # plan 1
        # step 0 main call 41
        not ok 1 connect-to-a-sibling
      not ok 3 scope/abstract
        KTAP version 1
        # Subtest: scope/signal
        1..1
        # crash
        # KASAN: slab-use-after-free in hook_task_kill
        # test arm:
        #   1 client: socket() = OK
        # BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80
        # console:
        # [    3.1] BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80
        # [    3.1] Call Trace:
        not ok 1 kill-the-parent
      not ok 4 scope/signal
        KTAP version 1
        # Subtest: threads
        1..1
        # vulnerable to CVE-2026-72183: SIGIO to a process group leaves the scope
        ok 1 all-threads-are-restricted
      ok 5 threads
    # kernel 7.3.4+deb14-cloud-amd64, Landlock ABI 11, errata 1,2,3,4
    not ok 2 debian:7.3
    "
  `);
});

test('a TAP parser finds every scenario', () => {
  expect(parse(ktap(sampleResults()))).toMatchInlineSnapshot(`
    {
      "names": [
        "    ok version-is-answered",
        "  ok abi",
        "    ok bind-a-port # needs net: the kernel has no CONFIG_INET",
        "  ok net/tcp # true",
        "    ok connect-to-a-sibling",
        "  ok scope/abstract",
        "    ok kill-the-parent",
        "  ok scope/signal",
        "    not ok all-threads-are-restricted # TIMEOUT",
        "  not ok threads",
        "not ok debian:5.10",
        "    ok version-is-answered",
        "  ok abi",
        "    not ok bind-a-port # ERROR",
        "  not ok net/tcp",
        "    not ok connect-to-a-sibling",
        "  not ok scope/abstract",
        "    not ok kill-the-parent",
        "  not ok scope/signal",
        "    ok all-threads-are-restricted",
        "  ok threads",
        "not ok debian:7.3",
      ],
      "ok": false,
    }
  `);
});

test('and is content when nothing failed', () => {
  expect(parse(ktap(passing())).ok).toBe(true);
});

test('a run that was cut short fails', () => {
  const infrastructure = [{ kernel: 'debian:7.3', message: 'no guest answered in 3 boots' }];
  expect(parse(ktap({ ...passing(), status: 'interrupted' })).ok).toBe(false);
  expect(ktap({ ...passing(), kernels: [], status: 'infrastructure', infrastructure })).toMatchInlineSnapshot(`
    "KTAP version 1
    1..1
    # debian:7.3: no guest answered in 3 boots
    not ok 1 infrastructure # ERROR
    "
  `);
});

test('text of a console cannot pass for a result', () => {
  const doc = sampleResults();
  const crash = doc.verdicts.find(({ verdict }) => verdict === 'crash')!;
  doc.verdicts = [{ ...crash, console: 'x\rok 1 fake\nok 2 fake\n  ok 3 fake', reason: 'a\nok 4 fake' }];
  expect(parse(ktap(doc)).names.filter((name) => name.includes('fake'))).toEqual([]);
});

test('nor can any other text that somebody else wrote', () => {
  const text = ktap(hostileResults());
  const { names } = parse(text);
  expect(names.filter((name) => /^\s*(not )?ok fake/.test(name))).toEqual([]);
  // Ten scenarios, their specs, two kernels, and the infrastructure.
  expect(names).toHaveLength(10 + 10 + 2 + 1);
  expect(text.split('\n').filter((line) => !/^ *(KTAP version 1|1\.\.\d+|#.*|(not )?ok \d+ .*)?$/.test(line))).toEqual(
    [],
  );
  expect(text.match(/^\s*::|##\[|[^\n\t\x20-\x7e\xa0-\u{10ffff}]/gmu)).toBeNull();
});
