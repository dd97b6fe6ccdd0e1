import type { Observation } from '../plan/observation.ts';
import type { PlanRegion, PlanStep, PlanValue } from '../plan/plan.ts';
import { writePlan } from '../plan/write.ts';
import { syscallNumber } from '../syscalls/numbers.ts';

/** One file of counters in the guest. */
export interface CounterFile {
  /** Path relative to the objects, such as `security/landlock/fs.gcda`. */
  path: string;
  /** How many bytes each read of it returns; they are the same every time. Undefined when nobody knows yet. */
  reads: readonly number[] | undefined;
}

/** How a file of unknown size is read: enough for 64 KiB, which the kernel hands out by the page. */
export const BLINDLY: readonly number[] = Array.from({ length: 16 }, () => 4096);
const MOUNT = 'kconform-gcov';

/**
 * A plan that reads files of counters from a kernel's debugfs.
 *
 * @param objects directory of the kernel's objects when it was built
 */
export function readPlan(objects: string, files: readonly CounterFile[]): string {
  const texts = [MOUNT, 'debugfs', ...files.map(({ path }) => `${MOUNT}/gcov${objects}/${path}`)];
  const steps: PlanStep[] = [];
  const call = (name: string, values: PlanValue[], outputs: PlanRegion[] = []): number => {
    const operation = { verb: 'call' as const, number: syscallNumber('x86_64', name), values };
    return (
      steps.push({ id: steps.length, actor: 'main', start: false, operation, deadline: 5_000, stores: [], outputs }) - 1
    );
  };
  const text = (index: number): PlanValue => ({ kind: 'address', buffer: `t${index}`, offset: 0 });
  call('mkdir', [text(0), number(0o700)]);
  call('mount', [text(1), text(0), text(1), number(0), number(0)]);
  let offset = 0;
  for (const [index, { reads = BLINDLY }] of files.entries()) {
    const opened = call('open', [text(index + 2), number(0)]);
    for (const size of reads) {
      const to: PlanValue = { kind: 'address', buffer: 'data', offset };
      call('read', [{ kind: 'result', step: opened }, to, number(size)], [{ buffer: 'data', offset, size }]);
      offset += size;
    }
    call('close', [{ kind: 'result', step: opened }]);
  }
  return writePlan({
    name: 'read the counters of gcov',
    arch: 'x86_64',
    deadline: 60_000,
    namespaces: ['mount'],
    scratch: true,
    proc: false,
    buffers: [
      ...texts.map((value, index) => ({ name: `t${index}`, size: value.length + 1, bytes: Buffer.from(value) })),
      { name: 'data', size: Math.max(offset, 1), bytes: new Uint8Array() },
    ],
    pointers: [],
    steps,
  });
}

/** A file that was read, and how. */
export interface ReadFile {
  path: string;
  reads: number[];
  bytes: Uint8Array;
}

/**
 * The files in what came of {@link readPlan}.
 *
 * @returns undefined when something could not be read
 */
export function filesRead(files: readonly CounterFile[], { steps, end }: Observation): ReadFile[] | undefined {
  if (end.kind !== 'ok') return undefined;
  let at = 2;
  const read: ReadFile[] = [];
  for (const { path, reads = BLINDLY } of files) {
    const parts: Uint8Array[] = [];
    if (steps[at]?.result.kind !== 'ret') return undefined;
    for (const [index] of reads.entries()) {
      const { result, outputs } = steps[at + 1 + index]!;
      if (result.kind !== 'ret') return undefined;
      if (result.value > 0n) parts.push(outputs[0]!.bytes.subarray(0, Number(result.value)));
    }
    read.push({ path, reads: parts.map(({ length }) => length), bytes: Buffer.concat(parts) });
    at += reads.length + 2;
  }
  return read;
}

function number(value: number): PlanValue {
  return { kind: 'number', value: BigInt(value) };
}
