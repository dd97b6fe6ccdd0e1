import { setTimeout } from 'node:timers/promises';
import { InfrastructureError } from '../errors.ts';
import { descriptors, type MachineOptions } from '../qemu/arguments.ts';
import { QemuProcess, qemuEndInWords } from '../qemu/process.ts';
import type { Timeouts } from '../timeouts.ts';
import { BootFailure } from './boot-failure.ts';
import { Conversation } from './conversation.ts';
import type { Hello } from './hello.ts';
import { lostBy } from './lost.ts';
import type { GuestReply } from './reply.ts';

/** Anything that can run plans: a virtual machine, or the host's own kernel. */
export interface PlanRunner extends Disposable {
  /** What the agent said of its kernel. */
  readonly hello: Hello;
  /**
   * Runs one plan.
   *
   * @param plan text of the plan
   * @param deadline the plan's own deadline in milliseconds
   * @throws {InfrastructureError} when the machine or its agent ended by something else than its kernel
   */
  run(plan: string, deadline: number): Promise<GuestReply>;
  /** Stops the guest's clock and processor until {@link resume}: an idle guest still costs a few hundredths of a processor. */
  pause(): void;
  /** Lets it go on, as if no time had passed. */
  resume(): void;
  /** False once the kernel has died or stopped answering: it takes no more plans. */
  readonly usable: boolean;
}

/** A virtual machine whose agent is ready. */
export class Guest implements PlanRunner {
  readonly hello: Hello;
  readonly qemu: QemuProcess;
  #conversation: Conversation;
  #timeouts: Timeouts;
  #usable = true;

  private constructor(qemu: QemuProcess, conversation: Conversation, hello: Hello, timeouts: Timeouts) {
    this.qemu = qemu;
    this.#conversation = conversation;
    this.hello = hello;
    this.#timeouts = timeouts;
  }

  /**
   * Boots a kernel and waits for its agent.
   *
   * @throws {BootFailure} when the machine ends or stays silent until the deadline; it carries the console
   */
  static async boot(options: MachineOptions, timeouts: Timeouts): Promise<Guest> {
    const { qemu, conversation } = start(options);
    const hello = await conversation.hello(timeouts.boot);
    if ('kind' in hello) throw await BootFailure.of(qemu, hello.kind, timeouts.boot);
    return new Guest(qemu, conversation, hello, timeouts);
  }

  /**
   * Continues a guest from a snapshot.
   *
   * @param state open file with the device state; the caller closes it
   * @param hello what the agent said before the snapshot was made
   * @throws {InfrastructureError} when the guest does not answer in time
   */
  static async restore(options: MachineOptions, state: number, hello: Hello, timeouts: Timeouts): Promise<Guest> {
    const { qemu, conversation } = start(options, state);
    conversation.use(hello.transport);
    const late = setTimeout(timeouts.restore, false, { ref: false });
    const runs = await Promise.race([continueFrom(qemu), late]);
    if (!runs || !(await conversation.ping(timeouts.restore))) {
      // QEMU closes its monitor a moment before it has ended.
      await Promise.race([qemu.exited, setTimeout(500)]);
      const failure = await BootFailure.of(qemu, qemu.ended ? 'gone' : 'silence', timeouts.restore);
      throw new InfrastructureError(`a snapshot could not be continued: ${failure.message}`, {
        hint: failure.hint,
        cause: failure,
      });
    }
    return new Guest(qemu, conversation, hello, timeouts);
  }

  get usable(): boolean {
    return this.#usable && this.qemu.ended === undefined;
  }

  async run(plan: string, deadline: number): Promise<GuestReply> {
    const started = performance.now();
    const from = this.qemu.consoleLength;
    const before = this.qemu.processorMs;
    const patience = { answer: deadline + this.#timeouts.grace, heartbeat: this.#timeouts.heartbeat };
    const outcome = await this.#conversation.run(plan, patience);
    const answer = () => {
      const after = this.qemu.processorMs;
      const processorMs = before === undefined || after === undefined ? undefined : after - before;
      return { console: this.qemu.consoleText(from), ms: performance.now() - started, processorMs };
    };
    if (outcome.kind === 'answer') return { kind: 'observation', text: outcome.text, ...answer() };
    this.#usable = false;
    if (outcome.kind === 'silence') return { kind: 'hung', ...answer() };
    const exit = await this.qemu.exited;
    const died = { kind: 'died' as const, how: qemuEndInWords(exit), ...answer() };
    const lost = lostBy(exit, died.console);
    if (lost) throw lost;
    return died;
  }

  pause(): void {
    this.#monitor('stop');
  }

  resume(): void {
    this.#monitor('cont');
  }

  /** Commands are carried out in order, and before anything that is sent to the agent later: nobody has to wait for the answer. */
  #monitor(command: string): void {
    // A machine that has ended in the meantime is noticed by whoever sends it a plan.
    this.qemu.qmp.execute(command).catch(() => {});
  }

  [Symbol.dispose](): void {
    this.#usable = false;
    this.qemu[Symbol.dispose]();
  }
}

function start(options: MachineOptions, state?: number): { qemu: QemuProcess; conversation: Conversation } {
  const qemu = new QemuProcess(options, state);
  const channels = [
    { name: 'virtio', stream: qemu.agent },
    { name: 'serial', stream: qemu.serial },
  ];
  return { qemu, conversation: new Conversation({ channels, gone: qemu.exited }) };
}

/**
 * Sends everything at once, and waits until the guest runs: what reaches its 16550 before its state has been read is lost.
 *
 * @returns false when QEMU refuses or ends; whoever asks tells it with the console and QEMU's own words
 */
async function continueFrom({ qmp }: QemuProcess): Promise<boolean> {
  const capabilities = [{ capability: 'x-ignore-shared', state: true }];
  const answers = [
    qmp.event('RESUME'),
    qmp.execute('migrate-set-capabilities', { capabilities }),
    qmp.execute('migrate-incoming', { uri: `fd:${descriptors.state}` }),
  ];
  try {
    await Promise.all(answers);
    return true;
  } catch {
    return false;
  }
}
