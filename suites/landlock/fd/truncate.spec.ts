import {
  abi,
  EACCES,
  EBADF,
  EINVAL,
  FALLOC_FL_KEEP_SIZE,
  FALLOC_FL_PUNCH_HOLE,
  O_APPEND,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  OK,
  scenario,
  since,
  value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Truncating files';
const denied = since(abi(3), EACCES).otherwise(OK);
const programs = ['strict', 'best-effort'] as const;
const tags = ['fd', 'truncate'];
const rights = (handled: FsRight[], granted: FsRight[]) => ({
  label: `handled ${handled.join(' and ')}, granted ${granted.join(' and ') || 'nothing'}`,
  handled,
  granted,
});

scenario(
  'truncate and ftruncate agree, {rights}',
  {
    doc: 'Documentation/security/landlock.rst: File descriptor access rights',
    tags,
    variants: {
      rights: [
        rights(['WRITE_FILE'], ['WRITE_FILE']),
        rights(['WRITE_FILE'], []),
        rights(['TRUNCATE'], ['TRUNCATE']),
        rights(['TRUNCATE'], []),
        rights(['WRITE_FILE', 'TRUNCATE'], ['WRITE_FILE']),
        rights(['WRITE_FILE', 'TRUNCATE'], ['TRUNCATE']),
        rights(['WRITE_FILE', 'TRUNCATE'], ['WRITE_FILE', 'TRUNCATE']),
        rights(['WRITE_FILE', 'TRUNCATE'], []),
      ],
    },
    programs,
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    const { handled, granted } = t.rights;
    landlock(actor, { fs: handled, rules: [{ path: 'file', access: granted }] });
    const lacks = (right: FsRight) => handled.includes(right) && !granted.includes(right);
    const answer = lacks('TRUNCATE') ? denied : OK;
    actor.truncate('file', 5).expect(answer);
    const fd = actor.open('file', O_WRONLY).expect(lacks('WRITE_FILE') ? since(abi(1), EACCES).otherwise(OK) : OK);
    const opens = !lacks('WRITE_FILE') || t.facts.abi === 0 || t.arm === 'control';
    if (opens) actor.ftruncate(fd, 3).expect(answer);
    // The size tells what has happened.
    const after = opens ? 3 : 5;
    t.main
      .read(t.main.open('file'))
      .expect(lacks('TRUNCATE') ? since(abi(3), value(7)).otherwise(value(after)) : value(after))
      .control(value(3));
  },
);

scenario(
  'without the right ftruncate changes nothing, {length}',
  {
    doc,
    tags,
    variants: {
      length: [
        { label: 'to nothing', bytes: 0, left: 0 },
        { label: 'shorter', bytes: 3, left: 3 },
        { label: 'to the same length', bytes: 7, left: 7 },
        { label: 'longer', bytes: 20, left: 20 },
      ],
    },
    programs,
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['TRUNCATE'] });
    actor.ftruncate(actor.open('file', O_WRONLY | O_APPEND), t.length.bytes).expect(denied);
    t.main
      .read(t.main.open('file'))
      .expect(since(abi(3), value(7)).otherwise(value(t.length.left)))
      .control(value(t.length.left));
  },
);

scenario(
  'what ftruncate refuses anyway is refused as ever, {descriptor}',
  {
    doc: 'fs/open.c: do_ftruncate() (looks at the descriptor before it asks the security module)',
    tags,
    variants: {
      descriptor: [
        { label: 'opened for reading', path: 'file', flags: O_RDONLY, refusal: EINVAL },
        { label: 'opened with O_PATH', path: 'file', flags: O_PATH, refusal: EBADF },
        { label: 'a device', path: '/dev/null', flags: O_WRONLY, refusal: EINVAL },
        { label: 'a directory', path: '.', flags: O_RDONLY, refusal: EINVAL },
      ],
    },
    programs,
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['TRUNCATE'] });
    actor.ftruncate(actor.open(t.descriptor.path, t.descriptor.flags), 3).expect(t.descriptor.refusal).control('same');
    actor.ftruncate(actor.open('file', O_WRONLY), 3).expect(denied);
  },
);

const growing = [
  { label: 'appending', call: 'write', values: ['more', 4], returned: 4, size: 11 },
  { label: 'writing further behind', call: 'pwrite64', values: ['more', 4, 16], returned: 4, size: 20 },
  { label: 'fallocate', call: 'fallocate', values: [0, 0, 20], returned: 0, size: 20 },
  {
    label: 'punching a hole',
    call: 'fallocate',
    values: [FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 7],
    returned: 0,
    size: 7,
  },
];

scenario(
  'changing a file without truncating it needs no right: {change}',
  { doc, tags, variants: { change: growing }, programs },
  (t) => {
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['TRUNCATE'] });
    const fd = actor.open('file', t.change.call === 'write' ? O_RDWR | O_APPEND : O_RDWR);
    actor.syscall(t.change.call, fd, ...t.change.values).expect(value(t.change.returned));
    t.main.read(t.main.open('file')).expect(value(t.change.size));
    actor.ftruncate(fd, 3).expect(denied);
  },
);
