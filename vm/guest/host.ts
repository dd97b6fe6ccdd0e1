import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { InfrastructureError } from '../errors.ts';
import type { Timeouts } from '../timeouts.ts';
import { Conversation } from './conversation.ts';
import type { PlanRunner } from './guest.ts';
import type { Hello } from './hello.ts';
import type { GuestReply } from './reply.ts';

/**
 * The running kernel instead of a virtual machine: the probe as an ordinary child process. What a plan does happens in namespaces of its own, but it happens on this kernel.
 *
 * @param probe path of the static probe
 * @throws {InfrastructureError} when it does not come up
 */
export async function startOnHost(probe: string, timeouts: Timeouts): Promise<PlanRunner> {
  // An ordinary user is what sandboxes run as; root drops to nobody.
  const identity = process.getuid?.() === 0 ? ['--reuid', '65534', '--regid', '65534', '--clear-groups'] : [];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...identity, '--', probe, '--agent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const gone = once(child, 'close').catch(() => undefined);
  const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
  stream.on('error', () => {});
  const conversation = new Conversation({ channels: [{ name: 'stdio', stream }], gone });
  const hello = await conversation.hello(timeouts.restore);
  if ('kind' in hello) {
    child.kill('SIGKILL');
    throw new InfrastructureError(`the probe did not start on this host (${hello.kind})`, {
      hint: `try it by hand: ${probe} --version`,
    });
  }
  return new HostGuest(hello, conversation, () => child.kill('SIGKILL'), timeouts);
}

class HostGuest implements PlanRunner {
  readonly hello: Hello;
  #conversation: Conversation;
  #end: () => void;
  #timeouts: Timeouts;
  usable = true;

  constructor(hello: Hello, conversation: Conversation, end: () => void, timeouts: Timeouts) {
    this.hello = hello;
    this.#conversation = conversation;
    this.#end = end;
    this.#timeouts = timeouts;
  }

  async run(plan: string, deadline: number): Promise<GuestReply> {
    const started = performance.now();
    const patience = { answer: deadline + this.#timeouts.grace, heartbeat: this.#timeouts.heartbeat };
    const outcome = await this.#conversation.run(plan, patience);
    const ms = performance.now() - started;
    if (outcome.kind === 'answer') return { kind: 'observation', text: outcome.text, console: '', ms };
    this.usable = false;
    if (outcome.kind === 'silence') return { kind: 'hung', console: '', ms };
    // A kernel that had died would have taken us with it.
    throw new InfrastructureError('the probe on the host ended while a plan ran', {
      hint: 'on a host without memory the OOM killer does so (dmesg tells)',
    });
  }

  /** The host's kernel does not wait for us. */
  pause(): void {}
  resume(): void {}

  [Symbol.dispose](): void {
    this.usable = false;
    this.#end();
  }
}
