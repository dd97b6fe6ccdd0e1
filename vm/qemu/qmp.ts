import type { Duplex } from 'node:stream';
import { InfrastructureError } from '../errors.ts';

interface Message {
  return?: unknown;
  error?: { class: string; desc: string };
  event?: string;
  data?: Record<string, unknown>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * A client of QEMU's machine protocol (docs/interop/qmp-spec in QEMU). Commands are answered in order; several may be under way, so that a restore costs no round trip.
 */
export class QmpClient {
  #socket: Duplex;
  #buffered = '';
  #waiting: { command: string; answer: Waiting }[] = [];
  #events: { name: string; matches: (data: Record<string, unknown>) => boolean; answer: Waiting }[] = [];
  #closed: Error | undefined;

  /** @param socket a stream connected to a monitor in control mode */
  constructor(socket: Duplex) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#receive(text));
    socket.on('error', () => this.#close());
    socket.on('close', () => this.#close());
    this.execute('qmp_capabilities').catch(() => {});
  }

  /**
   * @param command name of the command
   * @param args its arguments
   * @returns what QEMU returned
   * @throws {InfrastructureError} when QEMU refuses or goes away
   */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (this.#closed) return Promise.reject(this.#closed);
    this.#waiting.push({ command, answer: { resolve, reject } });
    this.#socket.write(`${JSON.stringify({ execute: command, ...(args && { arguments: args }) })}\n`);
    return promise;
  }

  /** The data of the next event of that name for which `matches` holds. */
  event(name: string, matches: (data: Record<string, unknown>) => boolean = () => true): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (this.#closed) return Promise.reject(this.#closed);
    this.#events.push({ name, matches, answer: { resolve, reject } });
    return promise;
  }

  #receive(text: string): void {
    const lines = (this.#buffered + text).split('\n');
    this.#buffered = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() !== '') this.#dispatch(JSON.parse(line) as Message);
    }
  }

  #dispatch(message: Message): void {
    if (message.event !== undefined) {
      const index = this.#events.findIndex(
        ({ name, matches }) => name === message.event && matches(message.data ?? {}),
      );
      if (index !== -1) this.#events.splice(index, 1)[0]?.answer.resolve(message.data);
    } else if (message.error !== undefined) {
      const { command, answer } = this.#waiting.shift() ?? { command: 'a command' };
      answer?.reject(new InfrastructureError(`QEMU refused ${command}: ${message.error.desc}`));
    } else if ('return' in message) {
      this.#waiting.shift()?.answer.resolve(message.return);
    }
  }

  #close(): void {
    this.#closed ??= new InfrastructureError('QEMU closed its monitor');
    for (const { answer } of [...this.#waiting.splice(0), ...this.#events.splice(0)]) answer.reject(this.#closed);
  }
}
