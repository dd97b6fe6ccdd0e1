import type { Duplex } from 'node:stream';
import { encodeFrame, type Frame, FrameDecoder, type FrameType } from './frames.ts';

/** What comes over a channel. */
export interface ChannelListener {
  frame(frame: Frame): void;
  /** The stream carries something that is not the protocol, or cannot be used any more. */
  failed(error: Error): void;
}

/** Frames over one stream, in both directions. */
export class Channel {
  readonly name: string;
  #stream: Duplex;

  /**
   * @param name `virtio`, `serial` or `stdio`, as users see it
   * @param stream the bytes
   * @param listener told of every frame, with the channel it came by
   */
  constructor(name: string, stream: Duplex, listener: ChannelListener) {
    this.name = name;
    this.#stream = stream;
    const decoder = new FrameDecoder();
    stream.on('data', (chunk: Buffer) => {
      let frames: Frame[];
      try {
        frames = decoder.push(chunk);
      } catch (error) {
        listener.failed(error as Error);
        return;
      }
      for (const frame of frames) listener.frame(frame);
    });
  }

  send(type: FrameType, payload: Uint8Array | string = ''): void {
    if (!this.#stream.destroyed) this.#stream.write(encodeFrame(type, payload));
  }
}
