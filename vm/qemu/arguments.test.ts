import { expect, test } from 'vitest';
import { kernelCommandLine, type MachineOptions, processorModel, qemuArguments } from './arguments.ts';

const options: MachineOptions = {
  kernel: '/k/bzImage',
  initramfs: '/i/image.cpio',
  commandLine: kernelCommandLine(),
  memoryMegabytes: 256,
  accelerator: 'tcg',
  memoryFile: '/cache/with,comma/memory',
  memoryShared: true,
  incoming: false,
};

/** The value of each option, in the order in which it is given. */
function valuesOf(name: string, args: readonly string[]): string[] {
  return args.flatMap((word, index) => (word === name ? [args[index + 1] ?? ''] : []));
}

test('a guest has no network, no display, no defaults, and may start nothing', () => {
  const args = qemuArguments(options);
  expect(args).toEqual(expect.arrayContaining(['-nodefaults', '-no-user-config', '-no-reboot']));
  expect(valuesOf('-nic', args)).toEqual(['none']);
  expect(valuesOf('-display', args)).toEqual(['none']);
  expect(valuesOf('-sandbox', args)).toEqual([
    'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
  ]);
});

test('the memory is the shared file while a snapshot is made, and private when it is used', () => {
  const memory = (given: MachineOptions) => valuesOf('-object', qemuArguments(given))[0];
  expect(memory(options)).toBe('memory-backend-file,id=memory,size=256M,mem-path=/cache/with,,comma/memory,share=on');
  expect(memory({ ...options, memoryShared: false })).toMatch(/,share=off$/);
  expect(valuesOf('-incoming', qemuArguments(options))).toEqual([]);
  expect(valuesOf('-incoming', qemuArguments({ ...options, incoming: true }))).toEqual(['defer']);
});

test('under TCG the processor lacks what QEMU 7.2 gets wrong', () => {
  expect(processorModel('tcg')).toBe('max,la57=off,cx16=off,erms=off,fsrm=off');
  expect(processorModel('kvm')).toBe('host');
});

test('words for the kernel come last, where they win', () => {
  expect(kernelCommandLine(['lsm=capability'])).toMatch(/ lsm=landlock .*lsm=capability$/);
});
