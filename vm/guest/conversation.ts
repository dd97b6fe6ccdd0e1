import { InfrastructureError } from '../errors.ts';
import { Channel } from '../transport/channel.ts';
import { type Frame, frameTypes } from '../transport/frames.ts';
import { type Hello, parseHello } from './hello.ts';

/** How a request ended: with the text of its answer, with silence until the deadline, or because the other side went away. */
export type Outcome = { kind: 'answer'; text: string } | { kind: 'silence' } | { kind: 'gone' };

/** Times of one request, in milliseconds. */
export interface Patience {
  /** What the answer may take. */
  answer: number;
  /** Between a ping and its pong. */
  heartbeat: number;
}

/** What to talk over: the streams by name, and the promise that settles when the other side ends. */
export interface Peer {
  channels: { name: string; stream: import('node:stream').Duplex }[];
  gone: Promise<unknown>;
}

/**
 * The host's side of the conversation with an agent: hello, pings, plans. One request at a time. Knows nothing of virtual machines, so that it serves the host's own kernel too.
 */
export class Conversation {
  #channels: Channel[];
  #current: Channel | undefined;
  #gone = false;
  #waiting = new Map<string, (outcome: Outcome | Error) => void>();
  #pings = 0;

  constructor(peer: Peer) {
    this.#channels = peer.channels.map(({ name, stream }) => {
      const channel: Channel = new Channel(name, stream, {
        frame: (frame) => this.#receive(frame, channel),
        failed: (error) => this.failed(error),
      });
      return channel;
    });
    peer.gone.then(() => {
      this.#gone = true;
      for (const settle of [...this.#waiting.values()]) settle({ kind: 'gone' });
    });
  }

  /** Waits for the agent's hello on whichever channel it chooses, at most `ms`. */
  async hello(ms: number): Promise<Hello | Exclude<Outcome, { kind: 'answer' }>> {
    const outcome = await this.#wait(frameTypes.hello, ms);
    return outcome.kind === 'answer' ? parseHello(outcome.text) : outcome;
  }

  /** Speaks over the channel of that name, as the snapshot's agent does. */
  use(transport: string): void {
    this.#current = this.#channels.find(({ name }) => name === transport);
    if (!this.#current)
      throw new InfrastructureError(`the snapshot speaks over ${transport}, which this machine lacks`);
  }

  /** Whether the agent answers a ping within `ms`. */
  async ping(ms: number): Promise<boolean> {
    const payload = String(++this.#pings);
    const pong = this.#wait(frameTypes.pong + payload, ms);
    this.#send(frameTypes.ping, payload);
    return (await pong).kind === 'answer';
  }

  /**
   * Has the agent run a plan. Pings go out while it runs; when the answer does not come in time although the kernel is alive, the plan is killed, and what it measured comes all the same.
   *
   * @param plan text of the plan
   * @throws {InfrastructureError} when the agent complains or the transport is damaged
   */
  async run(plan: string, patience: Patience): Promise<Outcome> {
    const observation = this.#wait(frameTypes.observation, 0);
    let settled = false;
    const done = observation.finally(() => {
      settled = true;
    });
    this.#send(frameTypes.plan, plan);
    const started = performance.now();
    while (!settled) {
      const first = await settledWithin(done, patience.heartbeat);
      if (first) break;
      if (!(await this.#alive(done, patience.heartbeat))) break;
      if (performance.now() - started > patience.answer) this.#send(frameTypes.kill);
    }
    if (!settled) this.#settle(frameTypes.observation, { kind: 'silence' });
    return done;
  }

  failed(error: Error): void {
    for (const settle of [...this.#waiting.values()]) settle(error);
  }

  async #alive(done: Promise<unknown>, ms: number): Promise<boolean> {
    return Promise.race([this.ping(ms), done.then(() => true)]);
  }

  #send(type: Parameters<Channel['send']>[0], payload = ''): void {
    this.#current?.send(type, payload);
  }

  #receive(frame: Frame, channel: Channel): void {
    const text = frame.payload.toString('utf8');
    switch (frame.type) {
      case frameTypes.hello:
        this.#current = channel;
        this.#settle(frameTypes.hello, { kind: 'answer', text });
        break;
      case frameTypes.pong:
        this.#settle(frameTypes.pong + text, { kind: 'answer', text });
        break;
      case frameTypes.observation:
        this.#settle(frameTypes.observation, { kind: 'answer', text });
        break;
      default:
        this.failed(new InfrastructureError(`the agent complained: ${text}`));
    }
  }

  #settle(key: string, outcome: Outcome): void {
    this.#waiting.get(key)?.(outcome);
  }

  /** Waits for an answer, at most `ms` (0: for ever). */
  #wait(key: string, ms: number): Promise<Outcome> {
    if (this.#gone) return Promise.resolve({ kind: 'gone' });
    return new Promise((resolve, reject) => {
      const timer = ms > 0 ? setTimeout(() => this.#settle(key, { kind: 'silence' }), ms) : undefined;
      this.#waiting.set(key, (outcome) => {
        clearTimeout(timer);
        this.#waiting.delete(key);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      });
    });
  }
}

async function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
