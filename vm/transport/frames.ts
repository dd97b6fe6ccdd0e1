import { crc32 } from 'node:zlib';
import { InfrastructureError } from '../errors.ts';

/** The types of frame, named by the letter on the wire (docs/plan-format.md, "Frames"). */
export const frameTypes = {
  hello: 'H',
  plan: 'P',
  observation: 'O',
  ping: '?',
  pong: '!',
  kill: 'K',
  complaint: 'E',
} as const;

export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];

export interface Frame {
  type: string;
  payload: Buffer;
}

const magic = Buffer.from('KCF1');
const headerSize = 16;

/** The largest payload of a frame, in bytes. */
export const maximumPayload = 4 * 1024 * 1024;

/**
 * One frame as the bytes that go over the wire.
 *
 * @param type one ASCII letter
 * @param payload any bytes, at most {@link maximumPayload}
 * @throws {InfrastructureError} when the payload is too long
 */
export function encodeFrame(type: FrameType, payload: Uint8Array | string = ''): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  if (body.length > maximumPayload) {
    throw new InfrastructureError(`a frame of ${body.length} bytes is over the limit of ${maximumPayload}`);
  }
  const frame = Buffer.alloc(headerSize + body.length);
  magic.copy(frame);
  frame.writeUInt32LE(type.charCodeAt(0), 4);
  frame.writeUInt32LE(body.length, 8);
  frame.set(body, headerSize);
  frame.writeUInt32LE(checksum(frame.subarray(4, 12), frame.subarray(headerSize)), 12);
  return frame;
}

function checksum(head: Uint8Array, payload: Uint8Array): number {
  return crc32(payload, crc32(head)) >>> 0;
}

/**
 * Cuts a stream of bytes into frames. Bytes before a magic number are skipped and counted: a serial port may carry a stray byte at the beginning.
 */
export class FrameDecoder {
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes that belonged to no frame. */
  skipped = 0;

  /**
   * @param chunk the next bytes of the stream
   * @returns the frames that are now complete
   * @throws {InfrastructureError} when a frame's checksum or length is wrong: the transport cannot be trusted any more
   */
  push(chunk: Buffer): Frame[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) {
      frames.push(frame);
    }
    return frames;
  }

  #next(): Frame | undefined {
    this.#skipToMagic();
    const data = this.#pending;
    if (data.length < headerSize) return undefined;
    const length = data.readUInt32LE(8);
    if (length > maximumPayload) {
      throw new InfrastructureError(`the guest announced a frame of ${length} bytes, the limit is ${maximumPayload}`);
    }
    if (data.length < headerSize + length) return undefined;
    const payload = data.subarray(headerSize, headerSize + length);
    if (checksum(data.subarray(4, 12), payload) !== data.readUInt32LE(12)) {
      throw new InfrastructureError('a frame from the guest arrived with a wrong checksum');
    }
    this.#pending = data.subarray(headerSize + length);
    return { type: String.fromCharCode(data[4]!), payload };
  }

  #skipToMagic(): void {
    const data = this.#pending;
    let start = data.indexOf(magic);
    if (start === -1) {
      // The beginning of a magic number may be at the very end.
      start = data.length;
      for (let tail = Math.min(3, data.length); tail > 0; tail--) {
        if (data.subarray(data.length - tail).equals(magic.subarray(0, tail))) {
          start = data.length - tail;
          break;
        }
      }
    }
    this.skipped += start;
    this.#pending = data.subarray(start);
  }
}
