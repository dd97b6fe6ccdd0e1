import { expect, test } from 'vitest';
import { hypotheticalFacts } from '../facts/hypothetical.ts';
import { fileSystemsOf, modulesOf, samplesOf, unmetNeed } from './needs.ts';
import type { PreparedKernel } from './session.ts';

const boot = { snapshot: '/cache/snapshots/x', facts: hypotheticalFacts(11), counters: undefined };
const onHost = { ...boot, snapshot: undefined };
const kernel: PreparedKernel = {
  id: 'debian:7.3',
  boots: { default: boot },
  probe: '',
  modules: ['overlay'],
  missing: { vsock: 'not-in-kernel', sctp: 'no-modules' },
};

test('modules are found among needs of all kinds', () => {
  expect(modulesOf(['root', 'module:overlay', { kind: 'abi', atLeast: 6 }, 'module:ext4'])).toEqual([
    'overlay',
    'ext4',
  ]);
});

test('images are found among needs, when they can be made', () => {
  expect(fileSystemsOf(['root', 'image:ext4', 'image:floppy', 'module:ext4'])).toEqual(['ext4']);
});

test('samples are found among needs, when they can be made', () => {
  expect(samplesOf(['sample:landlock', 'sample:seccomp', 'root'])).toEqual(['landlock']);
});

test('a sample that could not be had says why', () => {
  const withoutSample = { landlock: 'needs the source' };
  expect(unmetNeed(['sample:landlock'], { ...kernel, withoutSample }, boot)).toBe('needs the source');
  expect(unmetNeed(['sample:landlock'], kernel, boot)).toBeUndefined();
});

test('a guest meets what it has', () => {
  expect(unmetNeed(['root', 'guest', 'image:ext4', 'module:overlay'], kernel, boot)).toBeUndefined();
});

test.each([
  ['module:vsock', boot, 'needs the module vsock, which this kernel was built without'],
  ['module:sctp', boot, 'needs the module sctp, and the modules of this kernel are not to be had'],
  ['module:ext4', boot, 'needs the module ext4, and it is not known which modules this kernel has'],
  ['root', onHost, 'needs root in the initial user namespace, which the host kernel does not give'],
  ['guest', onHost, 'needs a virtual machine of its own'],
  ['image:ext4', onHost, 'needs a virtual machine of its own'],
  ['sample:landlock', onHost, 'needs a virtual machine of its own'],
  ['sample:seccomp', boot, "kconform does not know how to provide 'sample:seccomp'"],
  ['image:floppy', boot, "kconform does not know how to provide 'image:floppy'"],
  ['program:tmux', boot, "kconform does not know how to provide 'program:tmux'"],
])('%s can be missing, and the reason says so', (need, booted, reason) => {
  expect(unmetNeed([need], kernel, booted)).toBe(reason);
});
