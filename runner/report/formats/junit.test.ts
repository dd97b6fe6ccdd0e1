import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryPages, validateXML } from 'xmllint-wasm';
import { root } from '../../../vm/installation.ts';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { hostileResults } from '../../testing/hostile-results.ts';
import { renderJunit } from './junit.ts';

function junit(doc: Results): string {
  return [...renderJunit(doc)].join('');
}

test('a run with everything', () => {
  expect(junit(sampleResults())).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="kconform" tests="10" failures="3" errors="1" time="42.500">
      <testsuite name="debian:5.10" tests="5" failures="1" errors="0" skipped="1" time="5.056" timestamp="2026-11-22T00:16:55.000Z">
        <properties>
          <property name="release" value="5.10.262-cloud-amd64"/>
          <property name="version" value="#1 SMP 5.10.262-cloud-amd64"/>
          <property name="landlock_abi" value="0"/>
          <property name="landlock_errata" value="-"/>
          <property name="command_line" value="console=ttyS0 panic=-1"/>
          <property name="accelerator" value="tcg"/>
          <property name="qemu" value="QEMU emulator version 7.2.22 (Debian 1:7.2)"/>
        </properties>
        <testcase classname="debian:5.10/landlock/abi" name="version-is-answered" time="0.012" file="suites/landlock/abi.spec.ts"/>
        <testcase classname="debian:5.10/landlock/scope/abstract" name="connect-to-a-sibling" time="0.012" file="suites/landlock/scope/abstract.spec.ts"/>
        <testcase classname="debian:5.10/landlock/scope/signal" name="kill-the-parent" time="0.012" file="suites/landlock/scope/signal.spec.ts"/>
        <testcase classname="debian:5.10/landlock/threads" name="all-threads-are-restricted" time="5.020" file="suites/landlock/threads.spec.ts">
          <failure type="hang" message="deadline of 5000 ms passed, the guest still answered">deadline of 5000 ms passed, the guest still answered</failure>
          <system-out>deadline of 5000 ms passed, the guest still answered
    test arm:
      1 client: socket() = OK</system-out>
        </testcase>
        <testcase classname="debian:5.10/landlock/net/tcp" name="bind-a-port" time="0.000" file="suites/landlock/net/tcp.spec.ts">
          <skipped message="needs net: the kernel has no CONFIG_INET"/>
        </testcase>
      </testsuite>
      <testsuite name="debian:7.3" tests="5" failures="2" errors="1" skipped="0" time="0.060" timestamp="2026-11-22T00:16:55.000Z">
        <properties>
          <property name="release" value="7.3.4+deb14-cloud-amd64"/>
          <property name="version" value="#1 SMP 7.3.4+deb14-cloud-amd64"/>
          <property name="landlock_abi" value="11"/>
          <property name="landlock_errata" value="1,2,3,4"/>
          <property name="command_line" value="console=ttyS0 panic=-1"/>
          <property name="accelerator" value="tcg"/>
          <property name="qemu" value="QEMU emulator version 7.2.22 (Debian 1:7.2)"/>
        </properties>
        <testcase classname="debian:7.3/landlock/abi" name="version-is-answered" time="0.012" file="suites/landlock/abi.spec.ts"/>
        <testcase classname="debian:7.3/landlock/scope/abstract" name="connect-to-a-sibling" time="0.012" file="suites/landlock/scope/abstract.spec.ts">
          <failure type="mismatch" message="step 2, client: connect() expected EPERM, observed OK">step 2, client: connect() expected EPERM, observed OK</failure>
          <system-out>step 2, client: connect() expected EPERM, observed OK
    test arm:
      1 client: socket() = OK
    ! 2 client: connect() = OK, expected EPERM
    control arm:
      2 client: connect() = OK
    plan:
    plan 1
    step 0 main call 41</system-out>
        </testcase>
        <testcase classname="debian:7.3/landlock/scope/signal" name="kill-the-parent" time="0.012" file="suites/landlock/scope/signal.spec.ts">
          <failure type="crash" message="KASAN: slab-use-after-free in hook_task_kill">KASAN: slab-use-after-free in hook_task_kill</failure>
          <system-out>KASAN: slab-use-after-free in hook_task_kill
    test arm:
      1 client: socket() = OK
    BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80
    console:
    [    3.1] BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80
    [    3.1] Call Trace:</system-out>
        </testcase>
        <testcase classname="debian:7.3/landlock/threads" name="all-threads-are-restricted" time="0.012" file="suites/landlock/threads.spec.ts">
          <system-out>vulnerable to CVE-2026-72183: SIGIO to a process group leaves the scope</system-out>
        </testcase>
        <testcase classname="debian:7.3/landlock/net/tcp" name="bind-a-port" time="0.012" file="suites/landlock/net/tcp.spec.ts">
          <error type="broken" message="control arm: step 2, client: bind() observed EADDRINUSE">control arm: step 2, client: bind() observed EADDRINUSE</error>
          <system-out>control arm: step 2, client: bind() observed EADDRINUSE
    control arm:
    ! 2 client: bind() = EADDRINUSE, expected OK</system-out>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('a run that was cut short has an error to show for it', () => {
  const doc = sampleResults();
  const xml = junit({ ...doc, kernels: [], verdicts: [], status: 'interrupted' });
  expect(xml).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="kconform" tests="1" failures="0" errors="1" time="42.500">
      <testsuite name="infrastructure" tests="1" failures="0" errors="1" skipped="0" time="0.000">
        <testcase classname="infrastructure" name="run" time="0.000">
          <error type="infrastructure" message="the run was interrupted">the run was interrupted</error>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

/** What xmllint says of it, against the schema. */
async function lint(xml: string): Promise<string[]> {
  const schema = readFileSync(join(root, 'fixtures/schemas/junit.xsd'), 'utf8');
  const memory = memoryPages.MiB * 256;
  const { errors } = await validateXML({ xml, schema, initialMemoryPages: memory, maxMemoryPages: memory });
  return errors.map(({ message }) => message);
}

test('xmllint finds it valid', async () => {
  const { kernels, infrastructure, ...doc } = sampleResults();
  expect(await lint(junit(sampleResults()))).toEqual([]);
  expect(await lint(junit({ ...doc, kernels: [], infrastructure, status: 'interrupted' }))).toEqual([]);
  expect(await lint(junit({ ...doc, kernels, infrastructure: [{ message: 'a', console: 'b' }] }))).toEqual([]);
});

test('and would tell', async () => {
  const xml = junit(sampleResults());
  expect(await lint(xml.replace('type="hang"', 'type="hung"'))).not.toEqual([]);
  expect(await lint(xml.replace(' tests="10"', ''))).not.toEqual([]);
  expect(await lint(xml.replace('</testsuites>', ''))).not.toEqual([]);
});

test('consoles with anything in them give valid XML, and orders for no log', async () => {
  const xml = junit(hostileResults());
  expect(await lint(xml)).toEqual([]);
  expect(xml.match(/[^\t\n\x20-\ufffd\ud800-\udfff]/g)).toBeNull();
  expect(xml.match(/^\s*::|##\[/gm)).toBeNull();
});

test('text comes out as it went in, but for what XML cannot say', async () => {
  const doc = sampleResults();
  const verdict = doc.verdicts.find(({ verdict }) => verdict === 'mismatch')!;
  doc.verdicts = [{ ...verdict, reason: ']]> <![CDATA[ --> &amp; &#0; &nosuch;\n::error::x ##[y]\x1b' }];
  const xml = junit(doc);
  const { normalized } = await validateXML({ xml, normalization: 'c14n' });
  expect(/type="mismatch">([^<]*)</.exec(normalized)?.[1]).toBe(
    ']]&gt; &lt;![CDATA[ --&gt; &amp;amp; &amp;#0; &amp;nosuch;\n::error::x ##[y]\ufffd',
  );
});

test('a text that is too long is cut, and says so', () => {
  const doc = hostileResults('x'.repeat(1_000_000));
  expect(junit(doc).length).toBeLessThan(8_000_000);
  expect(junit(doc)).toContain('… (934,464 more characters in the results document)');
});
