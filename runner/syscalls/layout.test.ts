import { describe, expect, it } from 'vitest';
import {
  abstractAddress,
  inet4,
  inet6,
  netlinkGroups,
  pathAddress,
  sockaddrIn6,
  sockaddrUn,
  unnamedAddress,
} from './addresses.ts';
import { bytes, pointer, s32, struct, u8, u16, u32, u64 } from './layout.ts';
import { message, msghdr, rights, rightsSize } from './messages.ts';
import { netlinkText, socketFilter } from './netlink.ts';
import { syscallName, syscallNumber } from './numbers.ts';

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');

describe('struct', () => {
  it('aligns naturally', () => {
    const mixed = struct('mixed', { a: u8, b: u32, c: u16, d: u64 });
    expect(mixed.offsets).toEqual({ a: 0, b: 4, c: 8, d: 16 });
    expect(mixed.size).toBe(24);
    expect(hex(mixed.encode({ a: 1, b: 0x01020304, c: -2, d: 5n }).bytes)).toBe(
      '010000000403 0201feff0000000000000500000000000000'.replace(' ', ''),
    );
  });

  it('packs', () => {
    const packed = struct('packed', { allowed: u64, parent: s32 }, { packed: true });
    expect(packed.size).toBe(12);
    expect(hex(packed.encode({ allowed: 1n, parent: -1 }).bytes)).toBe('0100000000000000ffffffff');
  });

  it('keeps what is not known yet as references', () => {
    const outer = struct('outer', { head: u32, inner: struct('inner', { fd: u32, text: pointer }) });
    const fd = { kind: 'result', id: 7, label: 'fd#7' } as const;
    expect(outer.encode({ inner: { fd, text: 'hello' } }).references).toEqual([
      { offset: 8, size: 4, value: fd },
      { offset: 16, size: 8, value: 'hello' },
    ]);
  });

  it('refuses what does not fit', () => {
    const small = struct('small', { a: u8, b: bytes(2) });
    expect(() => small.encode({ a: 256 })).toThrow(RangeError);
    expect(() => small.encode({ b: 'abc' })).toThrow(RangeError);
    expect(() => small.encode({ c: 1 } as never)).toThrow("struct small has no field 'c'");
  });
});

describe('addresses', () => {
  it.each([
    [abstractAddress('kc'), '0100006b63', 5],
    [pathAddress('s'), '0100730000', 4],
    [unnamedAddress(), '0100000000', 2],
    [inet4('127.0.0.1', 80), '020000507f000001', 16],
    [inet6('::1', 80), '0a000050', 28],
  ])('%j', ({ blob, length }, start, expected) => {
    expect(hex(blob.bytes).startsWith(start)).toBe(true);
    expect(length).toBe(expected);
  });

  it('have the sizes of the kernel', () => {
    expect([sockaddrUn.size, sockaddrIn6.size, msghdr.size]).toEqual([110, 28, 56]);
    expect(hex(inet6('::ffff:127.0.0.1', 1).blob.bytes).slice(16, 48)).toBe('00000000000000000000ffff7f000001');
    expect(() => inet4('127.0.1', 1)).toThrow(RangeError);
    expect(() => inet6('1:2:3', 1)).toThrow(RangeError);
  });
});

describe('messages', () => {
  it('pass descriptors', () => {
    const passed = rights([3, { kind: 'result', id: 1, label: 'fd#1' }, 5]);
    expect(passed.bytes.length).toBe(rightsSize(3));
    expect(hex(passed.bytes)).toBe('1c00000000000000010000000100000003000000000000000500000000000000');
    expect(passed.references).toMatchObject([{ offset: 20, size: 4 }]);
    expect(message({ data: 'x', control: passed }, 'm').references.map(({ offset }) => offset)).toEqual([16, 32]);
  });
});

describe('system calls', () => {
  it('have numbers and names', () => {
    expect(syscallNumber('x86_64', 'landlock_restrict_self')).toBe(446);
    expect(syscallName('x86_64', 444)).toBe('landlock_create_ruleset');
  });

  it('suggest the nearest name', () => {
    expect(() => syscallNumber('x86_64', 'landlock_add_rules')).toThrow("did you mean 'landlock_add_rule'?");
  });
});

describe('netlink', () => {
  it('has groups as bits', () => {
    expect(hex(netlinkGroups(1, 32).blob.bytes)).toBe('100000000000000001000080');
  });

  it('has a header before text', () => {
    expect(hex(netlinkText(1121, 'hi'))).toBe('13000000610401000000000000000000686900');
  });

  it('takes a filter by address', () => {
    const { program, size } = socketFilter([{ code: 0x15, k: 1, jt: 2, jf: 3 }]);
    expect(size).toBe(16);
    expect(program.references).toMatchObject([{ offset: 8, size: 8, value: { label: 'filter' } }]);
    const filter = program.references[0]!.value as { bytes: Uint8Array };
    expect(hex(filter.bytes)).toBe('1500020301000000');
  });
});
