/** How instructions are executed: by the processor (KVM) or by QEMU's translator (TCG). */
export type Accelerator = 'kvm' | 'tcg';

/** Descriptors that QEMU inherits, by number. Sockets instead of paths: nothing is left on disk whatever dies. */
export const descriptors = { qmp: 3, agent: 4, serial: 5, console: 6, state: 7 } as const;

export interface MachineOptions {
  /** bzImage, or vmlinux with a PVH entry. */
  kernel: string;
  /** The initramfs. */
  initramfs: string;
  /** Kernel command line. */
  commandLine: string;
  memoryMegabytes: number;
  accelerator: Accelerator;
  /** The file that backs the guest's memory. */
  memoryFile: string;
  /** Whether what the guest writes reaches the file (a snapshot is being made) or stays private (a snapshot is being used). */
  memoryShared: boolean;
  /** Whether the machine waits for a snapshot's device state on {@link descriptors}.state. */
  incoming: boolean;
  /** Whether the console is the terminal that QEMU was started from. */
  interactive?: boolean;
}

/**
 * The processor that the guest sees. Under TCG `max` less what harms: QEMU 7.2 leaves stale flags behind cmpxchg16b, which corrupts the slab allocator of Linux
 * (random oopses within seconds), five-level page tables made boots die, and string instructions that a kernel believes to be fast are the slowest. Measured in docs/decisions/0003-virtual-machine.md.
 */
export function processorModel(accelerator: Accelerator): string {
  return accelerator === 'kvm' ? 'host' : 'max,la57=off,cx16=off,erms=off,fsrm=off';
}

/** Command line of every guest. `extra` comes last, so that it wins. */
export function kernelCommandLine(extra: readonly string[] = []): string {
  return [
    'console=ttyS0',
    'panic=-1',
    'oops=panic',
    'loglevel=5',
    // Only lines with a time stamp are taken for the kernel's own (vm/console/splats.ts).
    'printk.time=1',
    'lsm=landlock',
    'random.trust_cpu=on',
    ...extra,
  ].join(' ');
}

/** The arguments of qemu-system-x86_64 for one guest: no defaults, no network, no display, no way to start programs. */
export function qemuArguments(options: MachineOptions): string[] {
  return [
    ...['-no-user-config', '-nodefaults', '-no-reboot', '-display', 'none', '-vga', 'none', '-nic', 'none'],
    ...machineArguments(options),
    ...consoleArguments(options),
    ...channelArguments(),
    ...(options.incoming ? ['-incoming', 'defer'] : bootArguments(options)),
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
  ];
}

function machineArguments(options: MachineOptions): string[] {
  const size = `${options.memoryMegabytes}M`;
  const share = options.memoryShared ? 'on' : 'off';
  return [
    ...['-machine', 'q35,memory-backend=memory,hpet=off', '-accel', options.accelerator],
    ...['-cpu', processorModel(options.accelerator), '-smp', '1', '-m', size],
    ...['-object', `memory-backend-file,id=memory,size=${size},mem-path=${escaped(options.memoryFile)},share=${share}`],
  ];
}

/** Only a machine that boots needs its kernel; one that continues has it in its memory. */
function bootArguments({ kernel, initramfs, commandLine }: MachineOptions): string[] {
  return ['-kernel', kernel, '-initrd', initramfs, '-append', commandLine];
}

function consoleArguments(options: MachineOptions): string[] {
  if (options.interactive) return ['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'];
  return [
    ...['-add-fd', `fd=${descriptors.console},set=1`],
    ...['-chardev', 'file,id=console,path=/dev/fdset/1,append=on', '-serial', 'chardev:console'],
  ];
}

/** The agent's two ways out: a 16550, which every kernel can drive, and virtio-serial, which is faster. */
function channelArguments(): string[] {
  return [
    ...['-chardev', `socket,id=serial,fd=${descriptors.serial}`, '-serial', 'chardev:serial'],
    ...['-chardev', `socket,id=agent,fd=${descriptors.agent}`, '-device', 'virtio-serial-pci'],
    ...['-device', 'virtserialport,chardev=agent,name=kconform.agent'],
    ...['-chardev', `socket,id=qmp,fd=${descriptors.qmp}`, '-mon', 'chardev=qmp,mode=control'],
  ];
}

/** A comma separates QEMU's options, two stand for one. */
function escaped(path: string): string {
  return path.replaceAll(',', ',,');
}
