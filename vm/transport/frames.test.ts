import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, FrameDecoder } from './frames.ts';

test('any payloads survive any chunking', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), fc.integer({ min: 1, max: 50 }), (payloads, size) => {
      const stream = Buffer.concat(payloads.map((payload) => encodeFrame('P', payload)));
      const decoder = new FrameDecoder();
      const frames = [];
      for (let at = 0; at < stream.length; at += size) frames.push(...decoder.push(stream.subarray(at, at + size)));
      expect(frames.map((frame) => [...frame.payload])).toEqual(payloads.map((payload) => [...payload]));
      expect(decoder.skipped).toBe(0);
    }),
  );
});

test('garbage before a frame is skipped and counted', () => {
  const decoder = new FrameDecoder();
  expect(decoder.push(Buffer.from('boot noise KC'))).toEqual([]);
  const frames = decoder.push(Buffer.concat([Buffer.from('x'), encodeFrame('H', 'release 7.3')]));
  expect(frames.map((frame) => [frame.type, frame.payload.toString()])).toEqual([['H', 'release 7.3']]);
  expect(decoder.skipped).toBe(14);
});

test('a flipped bit is an infrastructure error, never a wrong observation', () => {
  const frame = encodeFrame('O', 'observation 1');
  for (const at of [4, 12, 20]) {
    const damaged = Buffer.from(frame);
    damaged[at]! ^= 1;
    expect(() => new FrameDecoder().push(damaged)).toThrow('wrong checksum');
  }
});

test('an absurd length is refused before waiting for it', () => {
  const frame = encodeFrame('O', 'x');
  frame.writeUInt32LE(0x7fffffff, 8);
  expect(() => new FrameDecoder().push(frame)).toThrow('the limit is');
});
