/** A small results document with one verdict of every kind, for the tests of the reports. */
import { type Kernel, type Results, SCHEMA, type Scenario, type Step, type Verdict } from './schema.ts';

const sha256 = '0'.repeat(64);

/** A kernel that answers everything of its ABI. */
export function sampleKernel(id: string, release: string, abi: number, errata: number | null): Kernel {
  return {
    id,
    release,
    version: `#1 SMP ${release}`,
    sha256,
    abi,
    errata,
    landlock: abi > 0 ? 'enabled' : 'absent',
    features: { 'errata-query': abi > 0, 'fastopen-checked': abi >= 10 },
    masks: abi >= 6 ? { scoped: '0x3' } : {},
    command_line: 'console=ttyS0 panic=-1',
    transport: 'serial',
    boot_ms: 3100,
    restore_ms: 70,
  };
}

function scenario(spec: string, slug: string, needs: string[] = []): Scenario {
  const id = `landlock/${spec}/${slug}`;
  return {
    id,
    title: slug.replaceAll('-', ' '),
    family: `landlock/${spec.split('/')[0]}`,
    tags: ['landlock'],
    doc: 'Documentation/userspace-api/landlock.rst: IPC scoping',
    needs,
    file: `suites/landlock/${spec}.spec.ts`,
  };
}

function step(id: number, words: string, expected: string, observed: string, arm: Step['arm'] = 'test'): Step {
  const role = words.startsWith('socket') ? 'setup' : 'check';
  return { arm, id, actor: 'client', words, role, expected, observed, ok: expected === observed };
}

function verdict(kernel: string, scenario: string, rest: Partial<Verdict> = {}): Verdict {
  return { kernel, scenario, verdict: 'pass', reason: '', steps: [step(1, 'socket()', 'OK', 'OK')], ms: 12, ...rest };
}

const abi = scenario('abi', 'version-is-answered');
const connect = scenario('scope/abstract', 'connect-to-a-sibling');
const signal = scenario('scope/signal', 'kill-the-parent');
const threads = scenario('threads', 'all-threads-are-restricted');
const tcp = scenario('net/tcp', 'bind-a-port', ['net']);

/** The document: two kernels, five scenarios. */
export function sampleResults(): Results {
  const old = 'debian:5.10';
  const recent = 'debian:7.3';
  return {
    schema: SCHEMA,
    tool: { version: '0.1.0' },
    started: '2026-11-22T00:16:55.000Z',
    finished: '2026-11-22T00:17:37.500Z',
    status: 'complete',
    command: 'kconform run --kernel debian:5.10 --kernel debian:7.3',
    host: {
      kernel: '6.1.0-40-amd64',
      qemu: 'QEMU emulator version 7.2.22 (Debian 1:7.2)',
      accelerator: 'tcg',
      cpu_model: 'max,la57=off,cx16=off',
      jobs: 2,
    },
    kernels: [
      sampleKernel(old, '5.10.262-cloud-amd64', 0, null),
      sampleKernel(recent, '7.3.4+deb14-cloud-amd64', 11, 15),
    ],
    scenarios: [abi, connect, signal, threads, tcp],
    verdicts: [
      verdict(old, abi.id),
      verdict(old, connect.id),
      verdict(old, signal.id),
      verdict(old, threads.id, {
        verdict: 'hang',
        reason: 'deadline of 5000 ms passed, the guest still answered',
        ms: 5020,
      }),
      verdict(old, tcp.id, {
        verdict: 'unsupported',
        reason: 'needs net: the kernel has no CONFIG_INET',
        steps: [],
        ms: 0,
      }),
      verdict(recent, abi.id),
      verdict(recent, connect.id, {
        verdict: 'mismatch',
        reason: 'step 2, client: connect() expected EPERM, observed OK',
        steps: [
          step(1, 'socket()', 'OK', 'OK'),
          step(2, 'connect()', 'EPERM', 'OK'),
          step(2, 'connect()', 'OK', 'OK', 'control'),
        ],
        plan: 'plan 1\nstep 0 main call 41\n',
      }),
      verdict(recent, signal.id, {
        verdict: 'crash',
        reason: 'KASAN: slab-use-after-free in hook_task_kill',
        splats: [{ kind: 'kasan', title: 'BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80' }],
        console: '[    3.1] BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80\n[    3.1] Call Trace:',
      }),
      verdict(recent, threads.id, {
        known: [{ kind: 'vulnerable', what: 'CVE-2026-72183: SIGIO to a process group leaves the scope' }],
      }),
      verdict(recent, tcp.id, {
        verdict: 'broken',
        reason: 'control arm: step 2, client: bind() observed EADDRINUSE',
        steps: [step(2, 'bind()', 'OK', 'EADDRINUSE', 'control')],
      }),
    ],
    infrastructure: [],
  };
}
