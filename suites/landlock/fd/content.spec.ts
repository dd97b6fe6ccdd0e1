import {
  type Actor,
  abi,
  type Context,
  EACCES,
  MAP_SHARED,
  O_RDONLY,
  O_WRONLY,
  OK,
  PROT_READ,
  scenario,
  since,
  type Value,
  value,
} from '../../../runner/index.ts';
import { origins } from './origins.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Rights associated with file descriptors';
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);

const reading = [
  {
    label: 'read',
    check: (_: Context, actor: Actor, fd: Value) => actor.read(fd).expect(value(7)).outputs('content'),
  },
  {
    label: 'pread',
    check: (t: Context, actor: Actor, fd: Value) => {
      const into = t.buffer(64);
      return actor.syscall('pread64', fd, into, 64, 3).expect(value(4)).outputs('tent', into);
    },
  },
  {
    label: 'mmap',
    check: (_: Context, actor: Actor, fd: Value) =>
      actor.syscall('mmap', null, 4096, PROT_READ, MAP_SHARED, fd, 0).expect(OK),
  },
  {
    label: 'sendfile',
    check: (t: Context, actor: Actor, fd: Value) => {
      const memfd = actor.memfdCreate();
      actor.syscall('sendfile', memfd, fd, null, 64).expect(value(7));
      const into = t.buffer(64);
      return actor.syscall('pread64', memfd, into, 64, 0).expect(value(7)).outputs('content', into);
    },
  },
];

scenario(
  'a descriptor stays readable in a domain that may not open the file: {how}, {origin}',
  { doc, tags: ['fd', 'read'], variants: { how: reading, origin: origins }, programs },
  (t) => {
    t.main.writeFile('file', 'content');
    const { actor, fd } = t.origin.obtain(t, { fs: ['READ_FILE'] }, (opener) => opener.open('file', O_RDONLY));
    actor.open('file', O_RDONLY).expect(denied);
    t.how.check(t, actor, fd);
  },
);

const writing = [
  { label: 'write', call: 'write', values: ['CON', 3], returned: 3, content: 'CONtent' },
  { label: 'pwrite', call: 'pwrite64', values: ['TENT', 4, 3], returned: 4, content: 'conTENT' },
  { label: 'fallocate', call: 'fallocate', values: [0, 0, 12], returned: 0, content: 'content\0\0\0\0\0' },
  { label: 'ftruncate', call: 'ftruncate', values: [3], returned: 0, content: 'con' },
];

scenario(
  'a descriptor stays writable in a domain that may not open the file: {how}, {origin}',
  { doc, tags: ['fd', 'write'], variants: { how: writing, origin: origins }, programs },
  (t) => {
    t.main.writeFile('file', 'content');
    const { actor, fd } = t.origin.obtain(t, { fs: ['WRITE_FILE', 'TRUNCATE'] }, (opener) =>
      opener.open('file', O_WRONLY),
    );
    actor.open('file', O_WRONLY).expect(denied);
    actor.syscall(t.how.call, fd, ...t.how.values).expect(value(t.how.returned));
    t.main
      .read(t.main.open('file'))
      .expect(value(t.how.content.length))
      .outputs(new TextEncoder().encode(t.how.content));
  },
);
