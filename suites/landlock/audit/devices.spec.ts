import {
  abi,
  capture,
  EACCES,
  matching,
  O_RDONLY,
  O_RDWR,
  OK,
  RNDGETENTCNT,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { audited, Log } from './log.ts';
import { prepare } from './rights.ts';

const programs = ['strict', 'best-effort'] as const;

scenario(
  'a denied ioctl is recorded with its number in 16 bits',
  { ...audited, doc: 'security/lsm_audit.c: audit_log_lsm_data(), LSM_AUDIT_DATA_IOCTL_OP', programs },
  (t) => {
    const log = new Log(t);
    const inode = log.inode('/dev/urandom');
    const client = t.main.process('client');
    landlock(client, { fs: ['IOCTL_DEV'] });
    const device = client.open('/dev/urandom', O_RDONLY);
    client.ioctl(device, RNDGETENTCNT, t.buffer(8)).expect(since(abi(5), EACCES).otherwise(OK));
    const object = matching` path="/dev/urandom" dev="${capture('filesystem', /devtmpfs|tmpfs/)}" ino=${inode} ioctlcmd=0x5200`;
    log.denied({ by: 'client', blockers: 'fs.ioctl_dev', object }).ends();
  },
);

scenario(
  'a denied truncation by descriptor is recorded for the domain that opened the file, {truncated}',
  {
    ...audited,
    doc: 'security/landlock/fs.c: hook_file_truncate()',
    variants: {
      truncated: [
        { label: 'by the opener', outside: false },
        { label: 'by a process outside of the domain', outside: true },
      ],
    },
    programs,
  },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const [here, there] = t.main.pairOf(t.main.socketpair(1, 1));
    const client = t.main.process('client');
    landlock(client, { fs: ['TRUNCATE'] });
    const file = client.open('d/file', O_RDWR);
    client.sendFds(there, [file]);
    const { fds } = t.main.receiveFds(here);
    const truncated = t.truncated.outside ? t.main.ftruncate(fds[0]!, 0) : client.ftruncate(file, 0);
    truncated.expect(since(abi(3), EACCES).otherwise(OK));
    log.denied({ by: 'client', blockers: 'fs.truncate', object }).ends();
  },
);
