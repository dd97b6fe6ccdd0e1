import type { PlanBuffer, PlanPointer, PlanStore, PlanValue } from '../plan/plan.ts';
import type { Blob, Memory, Value } from '../syscalls/value.ts';

interface Placed {
  readonly memory: Memory;
  readonly stores: readonly PlanStore[];
}

/** The buffers and pointers of one plan, and how values become plan values. */
export class PlanMemory {
  readonly buffers: PlanBuffer[] = [];
  readonly pointers: PlanPointer[] = [];
  readonly #constants = new Map<string, Memory>();
  readonly #placed = new WeakMap<Blob, Placed>();

  /**
   * A buffer of its own.
   *
   * @param size bytes
   * @param initial the first bytes; the rest is zero
   * @param label beginning of its name in the plan
   */
  allocate(size: number, initial: Uint8Array = new Uint8Array(), label = 'buffer'): Memory {
    if (initial.length > size) throw new RangeError(`${initial.length} bytes in a buffer of ${size}`);
    const stem = label
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, '_')
      .slice(0, 24);
    const name = `${/^[a-z]/.test(stem) ? stem : `b${stem}`}-${this.buffers.length}`;
    let end = initial.length;
    while (end > 0 && initial[end - 1] === 0) end -= 1;
    this.buffers.push({ name, size, bytes: initial.slice(0, end) });
    return { kind: 'memory', name, size };
  }

  /** A buffer that nobody writes to: equal ones are one. */
  constant(bytes: Uint8Array, label: string): Memory {
    const key = Buffer.from(bytes).toString('hex');
    const memory = this.#constants.get(key) ?? this.allocate(Math.max(bytes.length, 1), bytes, label);
    this.#constants.set(key, memory);
    return memory;
  }

  /**
   * Turns a value into one of the plan, allocating what it points to.
   *
   * @param value the value
   * @param stores takes what must be stored in memory before the step that uses the value
   */
  resolve(value: Value, stores: PlanStore[]): PlanValue {
    if (value === null) return { kind: 'number', value: 0n };
    if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', value: BigInt(value) };
    if (typeof value === 'string') return addressOf(this.constant(new TextEncoder().encode(`${value}\0`), 'text'));
    if (value instanceof Uint8Array) return addressOf(this.constant(value, 'data'));
    switch (value.kind) {
      case 'memory':
        return addressOf(value);
      case 'region':
        return { kind: 'address', buffer: value.memory.name, offset: value.offset };
      case 'loaded':
        return { kind: 'memory', buffer: value.memory.name, offset: value.offset, size: value.size };
      case 'result':
        return { kind: 'result', step: value.id };
      case 'actor':
        return this.resolve(value.pid, stores);
      case 'named':
        return this.resolve(value.value, stores);
      case 'blob': {
        const placed = this.#place(value);
        stores.push(...placed.stores);
        return addressOf(placed.memory);
      }
    }
  }

  #place(blob: Blob): Placed {
    const known = this.#placed.get(blob);
    if (known !== undefined) return known;
    const stores: PlanStore[] = [];
    if (blob.references.length === 0) {
      const placed = { memory: this.constant(blob.bytes, blob.label), stores };
      this.#placed.set(blob, placed);
      return placed;
    }
    const memory = this.allocate(Math.max(blob.bytes.length, 1), blob.bytes, blob.label);
    for (const { offset, size, value } of blob.references) {
      const resolved = this.resolve(value, stores);
      if (resolved.kind === 'address') {
        if (size !== 8) throw new RangeError(`an address in a field of ${size} bytes of ${blob.label}`);
        this.pointers.push({ buffer: memory.name, offset, target: resolved.buffer, addend: resolved.offset });
      } else {
        stores.push({ buffer: memory.name, offset, size, value: resolved });
      }
    }
    const placed = { memory, stores };
    this.#placed.set(blob, placed);
    return placed;
  }
}

function addressOf(memory: Memory): PlanValue {
  return { kind: 'address', buffer: memory.name, offset: 0 };
}
