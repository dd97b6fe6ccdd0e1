import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { InfrastructureError } from '../errors.ts';
import { installHint } from '../installation.ts';
import { descriptors, type MachineOptions, qemuArguments } from './arguments.ts';
import { QmpClient } from './qmp.ts';

/** The program that runs guests. `KCONFORM_QEMU` names another one. */
export function qemuProgram(): string {
  return process.env.KCONFORM_QEMU ?? 'qemu-system-x86_64';
}

/** What to do when it is not there. */
export function qemuHint(): string {
  return process.env.KCONFORM_QEMU === undefined
    ? installHint(['qemu-system-x86'])
    : 'KCONFORM_QEMU names it: correct that, or unset it and install the package qemu-system-x86';
}

/** How QEMU ended. */
export interface QemuExit {
  status: number | null;
  signal: NodeJS.Signals | null;
  /** What it said on its standard error, at most 64 KiB. */
  complaints: string;
}

/** `QEMU ended with SIGKILL`, when, and what it said. */
export function qemuEndInWords({ status, signal, complaints }: QemuExit, when = ''): string {
  const said = complaints.trim();
  return `QEMU ended with ${signal ?? `status ${status}`}${when}${said && `: ${said}`}`;
}

/** What a write to a mapped file ends with when its disk is full is SIGBUS. */
export const noSpaceHint = 'free some space, or point KCONFORM_CACHE at a larger disk';

/**
 * A running QEMU. It dies with the process that started it, even when that is killed with SIGKILL (PR_SET_PDEATHSIG by way of setpriv).
 */
export class QemuProcess implements Disposable {
  readonly qmp: QmpClient;
  /** The host's end of the virtio-serial port. */
  readonly agent: Duplex;
  /** The host's end of the guest's second 16550. */
  readonly serial: Duplex;
  /** Settles when QEMU has ended; never rejects. */
  readonly exited: Promise<QemuExit>;
  #child: ChildProcess;
  #console: ConsoleFile;
  #ended: QemuExit | undefined;

  /**
   * @param options the machine
   * @param stateDescriptor an open file with a snapshot's device state, for a machine that is `incoming`
   */
  constructor(options: MachineOptions, stateDescriptor?: number) {
    this.#console = openConsole();
    const stdio: ('ignore' | 'pipe' | number)[] = ['ignore', 'ignore', 'pipe'];
    stdio[descriptors.qmp] = 'pipe';
    stdio[descriptors.agent] = 'pipe';
    stdio[descriptors.serial] = 'pipe';
    stdio[descriptors.console] = this.#console.writer;
    if (stateDescriptor !== undefined) stdio[descriptors.state] = stateDescriptor;
    this.#child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', qemuProgram(), ...qemuArguments(options)], {
      stdio,
      // A session of its own: Ctrl-C is for us to handle, and a guest that it ends would look like a kernel that died.
      detached: true,
    });
    closeSync(this.#console.writer);
    this.exited = this.#watch();
    this.agent = this.#channel(descriptors.agent);
    this.serial = this.#channel(descriptors.serial);
    this.qmp = new QmpClient(this.#channel(descriptors.qmp));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How QEMU ended, or undefined while it runs. */
  get ended(): QemuExit | undefined {
    return this.#ended;
  }

  /** Processor time that it has used so far, in milliseconds; undefined when it has ended. The guest's own time is in it, whoever translates or runs it. */
  get processorMs(): number | undefined {
    if (this.pid === undefined || this.ended !== undefined) return undefined;
    return processorMsOf(this.pid);
  }

  /** Everything the guest printed on its console from byte `from` on. QEMU writes the file before the guest executes its next instruction, so nothing is missing. */
  consoleText(from = 0): string {
    return this.#console.read(from).toString('latin1');
  }

  /** Bytes that the guest has printed on its console. */
  get consoleLength(): number {
    return this.#console.length();
  }

  /** Ends QEMU at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Ends QEMU and gives back what it held. */
  [Symbol.dispose](): void {
    this.kill();
    for (const stream of [this.agent, this.serial]) stream.destroy();
    this.#console.close();
  }

  #channel(descriptor: number): Duplex {
    const stream = this.#child.stdio[descriptor] as Duplex;
    // Its end is reported by `exited`; without a listener it would end the runner.
    stream.on('error', () => {});
    return stream;
  }

  #watch(): Promise<QemuExit> {
    let complaints = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (complaints.length < 65_536) complaints += text;
    });
    return new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#ended ??= { status: null, signal: null, complaints: missing(error) };
        resolve(this.#ended);
      });
      this.#child.on('close', (status, signal) => {
        this.#ended ??= { status, signal, complaints };
        resolve(this.#ended);
      });
    });
  }
}

/** utime and stime of proc_pid_stat(5), the fourteenth and fifteenth field; the second may have spaces. Their unit is 10 ms on every architecture that runs Node. */
function processorMsOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}

function missing(error: Error): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
    ? 'setpriv is not installed (package util-linux)'
    : error.message;
}

interface ConsoleFile {
  writer: number;
  length(): number;
  read(from: number): Buffer;
  close(): void;
}

/** A file without a name: the console survives QEMU, and nothing survives us. */
function openConsole(): ConsoleFile {
  const directory = mkdtempSync(join(tmpdir(), 'kconform-'));
  try {
    const path = join(directory, 'console');
    const writer = openSync(path, 'a');
    const reader = openSync(path, 'r');
    let open = true;
    return {
      writer,
      length: () => (open ? fstatSync(reader).size : 0),
      read: (from) => (open ? readAll(reader, from) : Buffer.alloc(0)),
      close: () => {
        if (open) closeSync(reader);
        open = false;
      },
    };
  } catch (cause) {
    throw new InfrastructureError('cannot create the file for a guest console', { cause });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readAll(descriptor: number, from: number): Buffer {
  const chunks: Buffer[] = [];
  let at = from;
  for (;;) {
    const chunk = Buffer.alloc(65_536);
    const length = readSync(descriptor, chunk, 0, chunk.length, at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, length));
    at += length;
  }
}
