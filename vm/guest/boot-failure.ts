import { excerpt } from '../console/excerpt.ts';
import { InfrastructureError } from '../errors.ts';
import {
  noSpaceHint,
  type QemuExit,
  type QemuProcess,
  qemuEndInWords,
  qemuHint,
  qemuProgram,
} from '../qemu/process.ts';

/** A machine that never got as far as its agent. Says nothing about the kernel's behaviour. */
export class BootFailure extends InfrastructureError {
  /** The message without the console. */
  readonly summary: string;
  /** Everything the guest printed. */
  readonly console: string;
  /** Whether the machine ended by itself; otherwise it was silent until the deadline. */
  readonly ended: boolean;

  private constructor(summary: string, hint: string, console: string, ended: boolean) {
    super(console === '' ? summary : `${summary}. The console ends:\n${excerpt(console)}`, { hint });
    this.summary = summary;
    this.console = console;
    this.ended = ended;
  }

  /**
   * Ends the machine and gathers what is known. A full disk is nothing that the kernel did, and comes as a plain {@link InfrastructureError}.
   *
   * @param qemu the machine
   * @param kind whether it went away or was silent
   * @param deadline milliseconds that were granted
   */
  static async of(qemu: QemuProcess, kind: 'gone' | 'silence', deadline: number): Promise<InfrastructureError> {
    const console = qemu.consoleText();
    if (kind === 'silence') qemu.kill();
    const exit = await qemu.exited;
    qemu[Symbol.dispose]();
    if (exit.signal === 'SIGBUS') {
      return new InfrastructureError("cannot use the cache: no space left for the guest's memory (QEMU got SIGBUS)", {
        hint: noSpaceHint,
      });
    }
    const [what, hint] = kind === 'silence' ? silent(console, deadline) : ended(exit, console);
    return new BootFailure(what, hint, console, kind === 'gone');
  }
}

function silent(console: string, deadline: number): [string, string] {
  const seconds = Math.round(deadline / 1000);
  if (console === '') {
    return [
      `the guest printed nothing on its serial port and its agent did not answer within ${seconds} s`,
      'the kernel needs CONFIG_SERIAL_8250_CONSOLE, CONFIG_BLK_DEV_INITRD and CONFIG_BINFMT_ELF; a slow or debug kernel needs --timeout-scale',
    ];
  }
  return [
    `the guest's agent did not answer within ${seconds} s of starting QEMU`,
    'a slow or debug kernel needs --timeout-scale; without CONFIG_BLK_DEV_INITRD or a second serial port (CONFIG_SERIAL_8250) the agent cannot start',
  ];
}

function ended(exit: QemuExit, console: string): [string, string] {
  const { complaints } = exit;
  if (/No such file or directory/.test(complaints) && complaints.includes(qemuProgram())) {
    return [`${qemuProgram()} is not installed`, qemuHint()];
  }
  return [
    qemuEndInWords(exit, " before the guest's agent answered"),
    console === '' ? 'is the file a kernel for x86-64?' : 'the console shows how far the kernel came',
  ];
}
