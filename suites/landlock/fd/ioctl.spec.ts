import {
  abi,
  anyOf,
  EACCES,
  EBADF,
  EFAULT,
  EINVAL,
  ENOTTY,
  EOPNOTSUPP,
  FIBMAP,
  FICLONE,
  FICLONERANGE,
  FIDEDUPERANGE,
  FIFREEZE,
  FIGETBSZ,
  FIOASYNC,
  FIOCLEX,
  FIONBIO,
  FIONCLEX,
  FIONREAD,
  FIOQSIZE,
  FITHAW,
  FS_IOC_FIEMAP,
  FS_IOC_FSGETXATTR,
  FS_IOC_GETFLAGS,
  FS_IOC_GETFSSYSFSPATH,
  FS_IOC_GETFSUUID,
  O_RDONLY,
  O_RDWR,
  OK,
  type Outcome,
  RNDGETENTCNT,
  scenario,
  since,
  TCGETS,
  TIOCGPTN,
  TIOCGWINSZ,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Access rights (LANDLOCK_ACCESS_FS_IOCTL_DEV)';
const programs = ['strict', 'best-effort'] as const;
const tags = ['fd', 'ioctl'];

const request = (label: string, number: number, path: string, unsandboxed: Outcome) => ({
  label,
  number,
  path,
  unsandboxed,
});

// What a device answers without a sandbox is in fs/ioctl.c and its driver; with one, nobody asks the driver.
const guarded = [
  request('FIONREAD', FIONREAD, '/dev/null', ENOTTY),
  request('FIBMAP', FIBMAP, '/dev/null', ENOTTY),
  request('FS_IOC_GETFLAGS', FS_IOC_GETFLAGS, '/dev/null', anyOf(ENOTTY, EOPNOTSUPP)),
  request('FS_IOC_FSGETXATTR', FS_IOC_FSGETXATTR, '/dev/null', anyOf(ENOTTY, EOPNOTSUPP)),
  request('TCGETS', TCGETS, '/dev/zero', ENOTTY),
  request('an unknown request', 0xc00ffeee, '/dev/zero', ENOTTY),
  request('RNDGETENTCNT', RNDGETENTCNT, '/dev/urandom', OK),
  request('TCGETS of a terminal', TCGETS, '/dev/ptmx', OK),
  request('TIOCGWINSZ of a terminal', TIOCGWINSZ, '/dev/ptmx', OK),
  request('TIOCGPTN of a terminal', TIOCGPTN, '/dev/ptmx', OK),
];

scenario(
  'a device’s {request} needs IOCTL_DEV, {granted}',
  {
    doc,
    tags,
    variants: {
      request: guarded,
      granted: [
        { label: 'without the right', rights: [] as FsRight[] },
        { label: 'with the right', rights: ['IOCTL_DEV'] as FsRight[] },
      ],
    },
    programs,
    scratch: false,
  },
  (t) => {
    const { number, path, unsandboxed } = t.request;
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['IOCTL_DEV'], rules: [{ path: '/dev', access: t.granted.rights }] });
    actor
      .ioctl(actor.open(path, O_RDWR), number, t.buffer(64))
      .expect(t.granted.rights.length > 0 ? unsandboxed : since(abi(5), EACCES).otherwise(unsandboxed))
      .control(unsandboxed);
  },
);

// FIFREEZE and FITHAW: the filesystem of devices cannot be frozen, and is not. FICLONE takes a descriptor: none is open. The structures
// of FICLONERANGE and FIDEDUPERANGE are not readable. FS_IOC_GETFSUUID: since 6.9, where the filesystem has one.
const free = [
  { label: 'FIOCLEX', number: FIOCLEX, argument: 0, answer: OK },
  { label: 'FIONCLEX', number: FIONCLEX, argument: 0, answer: OK },
  { label: 'FIONBIO', number: FIONBIO, argument: new Uint8Array(4), answer: OK },
  { label: 'FIOASYNC', number: FIOASYNC, argument: new Uint8Array(4), answer: OK },
  { label: 'FIOQSIZE', number: FIOQSIZE, argument: undefined, answer: ENOTTY },
  { label: 'FIFREEZE', number: FIFREEZE, argument: 0, answer: EOPNOTSUPP },
  { label: 'FITHAW', number: FITHAW, argument: 0, answer: EINVAL },
  { label: 'FS_IOC_FIEMAP', number: FS_IOC_FIEMAP, argument: undefined, answer: EOPNOTSUPP },
  { label: 'FIGETBSZ', number: FIGETBSZ, argument: undefined, answer: OK },
  { label: 'FICLONE', number: FICLONE, argument: -1, answer: EBADF },
  { label: 'FICLONERANGE', number: FICLONERANGE, argument: null, answer: EFAULT },
  { label: 'FIDEDUPERANGE', number: FIDEDUPERANGE, argument: null, answer: EFAULT },
  { label: 'FS_IOC_GETFSUUID', number: FS_IOC_GETFSUUID, argument: undefined, answer: anyOf(OK, ENOTTY) },
  { label: 'FS_IOC_GETFSSYSFSPATH', number: FS_IOC_GETFSSYSFSPATH, argument: undefined, answer: anyOf(OK, ENOTTY) },
];

scenario(
  'a device’s {request} is answered as without a sandbox',
  { doc, tags, variants: { request: free }, programs, scratch: false },
  (t) => {
    const { number, argument, answer } = t.request;
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['IOCTL_DEV'] });
    const fd = actor.open('/dev/null', O_RDWR);
    actor
      .ioctl(fd, number, argument === undefined ? t.buffer(256) : argument)
      .expect(answer)
      .control('same');
    // The same descriptor does lack the right.
    actor
      .ioctl(fd, FIONREAD, t.buffer(4))
      .expect(since(abi(5), EACCES).otherwise(ENOTTY))
      .control(ENOTTY);
  },
);

scenario(
  'a device needs IOCTL_DEV whatever it was opened for: {mode}',
  {
    doc,
    tags,
    variants: {
      mode: [
        { label: 'reading', flags: O_RDONLY },
        { label: 'writing', flags: 1 },
        { label: 'both', flags: O_RDWR },
        { label: 'ioctl only, access mode 3', flags: 3 },
      ],
    },
    programs,
    scratch: false,
  },
  (t) => {
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['IOCTL_DEV'] });
    actor
      .ioctl(actor.open('/dev/random', t.mode.flags), RNDGETENTCNT, t.buffer(4))
      .expect(since(abi(5), EACCES).otherwise(OK));
  },
);
