import { expect, test } from 'vitest';
import { convert } from 'xmlbuilder2';
import { sampleResults } from '../results/sample.ts';
import { renderJunit } from './junit.ts';

test('a run with everything', () => {
  expect(renderJunit(sampleResults())).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="kconform" tests="10" failures="3" errors="1" skipped="1" time="42.500" timestamp="2026-11-22T00:16:55.000Z">
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
        <testcase classname="debian:5.10/landlock/abi" name="version-is-answered" time="0.012" file="suites/landlock/abi.spec.ts">
          <system-out>test arm:
      1 client: socket() = OK</system-out>
        </testcase>
        <testcase classname="debian:5.10/landlock/scope/abstract" name="connect-to-a-sibling" time="0.012" file="suites/landlock/scope/abstract.spec.ts">
          <system-out>test arm:
      1 client: socket() = OK</system-out>
        </testcase>
        <testcase classname="debian:5.10/landlock/scope/signal" name="kill-the-parent" time="0.012" file="suites/landlock/scope/signal.spec.ts">
          <system-out>test arm:
      1 client: socket() = OK</system-out>
        </testcase>
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
        <testcase classname="debian:7.3/landlock/abi" name="version-is-answered" time="0.012" file="suites/landlock/abi.spec.ts">
          <system-out>test arm:
      1 client: socket() = OK</system-out>
        </testcase>
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
          <system-out>vulnerable to CVE-2026-72183: SIGIO to a process group leaves the scope
    test arm:
      1 client: socket() = OK</system-out>
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
  const xml = renderJunit({ ...doc, kernels: [], verdicts: [], status: 'interrupted' });
  expect(xml).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="kconform" tests="1" failures="0" errors="1" skipped="0" time="42.500" timestamp="2026-11-22T00:16:55.000Z">
      <testsuite name="infrastructure" tests="1" failures="0" errors="1" skipped="0" time="0.000">
        <testcase classname="infrastructure" name="run" time="0.000">
          <error type="infrastructure" message="the run was interrupted">the run was interrupted</error>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('consoles with anything in them give well-formed XML', () => {
  const doc = sampleResults();
  const verdict = doc.verdicts.find(({ verdict }) => verdict === 'mismatch')!;
  const codes = String.fromCharCode(...Array.from({ length: 0x100 }, (_, code) => code));
  doc.verdicts = [{ ...verdict, reason: `${codes} \ud800 \uffff \u{1f427} ]]> <![CDATA[ --> &amp; &#0; &nosuch;` }];
  const xml = renderJunit(doc);
  expect(() => convert(xml, { format: 'object' })).not.toThrow();
  expect(xml.match(/[^\t\n\x20-\ufffd\ud800-\udfff]/g)).toBeNull();
  expect(xml.split('<failure ')[1]?.split('ÿ ')[2]?.split('<')[0]).toBe(
    '� � \u{1f427} ]]&gt; &lt;![CDATA[ --&gt; &amp;amp; &amp;#0; &amp;nosuch;',
  );
});
