import {
  abi,
  anyOf,
  config,
  executable,
  exits,
  FICLONE,
  FIGETBSZ,
  FIOCLEX,
  FIONREAD,
  O_CREAT,
  O_RDWR,
  O_WRONLY,
  OK,
  type Outcome,
  RNDGETENTCNT,
  scenario,
  since,
  TCGETS,
} from '../../../runner/index.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

/** Where the program finds the device. */
const DEVICE = 100;
/** Requests that only 32-bit system calls have (include/linux/falloc.h, include/uapi/linux/fs.h). */
const FS_IOC_RESVSP_32 = 0x402c5828;
const FS_IOC32_GETFLAGS = 0x80046601;

const little = (value: number) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

/** A program in machine code: ioctl(DEVICE, request, argument) as a 32-bit system call, then exit with its errno. */
const asking = (request: number, argument: number) =>
  executable([
    ...[0xb8, ...little(54)], // eax: ioctl
    ...[0xbb, ...little(DEVICE)],
    ...[0xb9, ...little(request)],
    ...[0xba, ...little(argument)],
    ...[0xcd, 0x80],
    ...[0xf7, 0xd8, 0x89, 0xc3], // ebx: what it returned, negated
    ...[0xb8, ...little(1)], // eax: exit
    ...[0xcd, 0x80],
  ]);

const failsWith = (name: keyof typeof ERRNO) => exits(ERRNO[name]);

// Where an address is needed there is none, so that whoever gets as far as to look at it answers EFAULT.
const requests: readonly {
  label: string;
  path: string;
  number: number;
  argument?: number;
  free?: true;
  answer: Outcome;
}[] = [
  { label: 'TCGETS', path: '/dev/null', number: TCGETS, answer: failsWith('ENOTTY') },
  { label: 'FIONREAD', path: '/dev/null', number: FIONREAD, answer: failsWith('ENOTTY') },
  { label: 'RNDGETENTCNT', path: '/dev/urandom', number: RNDGETENTCNT, answer: failsWith('EFAULT') },
  { label: 'FS_IOC_RESVSP_32', path: '/dev/null', number: FS_IOC_RESVSP_32, answer: failsWith('EFAULT') },
  {
    label: 'FS_IOC32_GETFLAGS',
    path: '/dev/null',
    number: FS_IOC32_GETFLAGS,
    answer: anyOf(failsWith('ENOTTY'), failsWith('EOPNOTSUPP')),
  },
  { label: 'FIOCLEX', path: '/dev/null', number: FIOCLEX, free: true, answer: OK },
  { label: 'FIGETBSZ', path: '/dev/null', number: FIGETBSZ, free: true, answer: failsWith('EFAULT') },
  { label: 'FICLONE', path: '/dev/null', number: FICLONE, argument: -1, free: true, answer: failsWith('EBADF') },
];

scenario(
  'a 32-bit system call asks a device as a 64-bit one does, {granted}',
  {
    doc: 'security/landlock/fs.c: hook_file_ioctl_compat(), is_masked_device_ioctl_compat()',
    tags: ['fd', 'ioctl', 'compat'],
    variants: {
      granted: [
        { label: 'without IOCTL_DEV', rights: [] as FsRight[] },
        { label: 'with IOCTL_DEV', rights: ['IOCTL_DEV'] as FsRight[] },
      ],
    },
    programs: ['strict', 'best-effort'],
    needs: [config('IA32_EMULATION')],
  },
  (t) => {
    for (const { label, number, argument = 0 } of requests) {
      const program = t.main.open(label, O_WRONLY | O_CREAT, 0o755);
      t.main.write(program, asking(number, argument));
      t.main.close(program);
    }
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['IOCTL_DEV'], rules: [{ path: '/dev', access: t.granted.rights }] });
    for (const { label, path, free, answer } of requests) {
      actor.dup3(actor.open(path, O_RDWR), DEVICE);
      const denied = since(abi(5), failsWith('EACCES')).otherwise(answer);
      const allowed = free === true || t.granted.rights.length > 0;
      actor
        .program([`./${label}`])
        .expect(allowed ? answer : denied)
        .control(answer);
    }
  },
);
