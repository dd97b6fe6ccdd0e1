import {
  type Actor,
  abi,
  CLONE_NEWNS,
  CLONE_NEWUSER,
  EACCES,
  ENOENT,
  MS_BIND,
  MS_PRIVATE,
  MS_REC,
  MS_SHARED,
  O_RDONLY,
  OK,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { makeMounts, moveClone, newTree, REFUSED } from './calls.ts';

const doc =
  'Documentation/userspace-api/landlock.rst: Filesystem topology modification; security/landlock/fs.c: hook_sb_mount()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['mounts', 'namespaces'];
const sandbox: SandboxSpec = { fs: ['MAKE_BLOCK'] };
const OWN = CLONE_NEWUSER | CLONE_NEWNS;

const users: readonly { label: string; become: (actor: Actor) => void }[] = [
  { label: 'root', become: () => {} },
  { label: 'an ordinary user', become: (actor) => actor.dropPrivileges() },
];

scenario(
  'all capabilities in user and mount namespaces of one’s own do not help, {user}, {order}',
  {
    doc,
    tags,
    variants: { user: users, order: [{ label: 'sandboxed before' }, { label: 'sandboxed inside' }] },
    programs,
  },
  (t) => {
    makeMounts(t.main);
    t.user.become(t.main);
    if (t.order.label === 'sandboxed before') landlock(t.main, sandbox);
    t.main.unshare(OWN);
    if (t.order.label === 'sandboxed inside') landlock(t.main, sandbox);
    newTree(t.main).expect(OK);
    moveClone(t.main).expect(REFUSED);
    t.main.mount('tmpfs', 'target', 'tmpfs').expect(REFUSED);
    t.main.mount('source', 'target', null, MS_BIND).expect(REFUSED);
    t.main.mount(null, '/', null, MS_REC | MS_PRIVATE).expect(REFUSED);
  },
);

scenario('what an ordinary user mounted in namespaces of its own cannot be unmounted', { doc, tags, programs }, (t) => {
  makeMounts(t.main);
  t.main.dropPrivileges();
  t.main.unshare(OWN);
  t.main.mount('tmpfs', 'target', 'tmpfs');
  landlock(t.main, sandbox);
  t.main.umount2('target').expect(REFUSED);
});

scenario(
  'who is not sandboxed goes on to change the mounts of a sandbox',
  {
    doc: 'security/landlock/fs.c: hook_sb_mount(), "Non-landlocked processes may still change the namespace of a landlocked process"',
    tags,
    programs,
  },
  (t) => {
    makeMounts(t.main);
    t.main.writeFile('mounted/file', 'content');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, sandbox);
    t.main.mount('mounted', 'target', null, MS_BIND).expect(OK);
    sandboxed.open('target/file').expect(OK);
    t.main.umount2('mounted').expect(OK);
    sandboxed.open('mounted/file').expect(ENOENT).control('same');
  },
);

scenario(
  'mounts propagate into the namespace of a sandbox',
  { doc: 'Documentation/filesystems/sharedsubtree.rst: "propagation event"', tags, programs },
  (t) => {
    t.main.mkdir('shared');
    t.main.mount('tmpfs', 'shared', 'tmpfs');
    t.main.mount(null, 'shared', null, MS_SHARED);
    t.main.mkdir('shared/inner');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, sandbox);
    sandboxed.unshare(CLONE_NEWNS);
    t.main.mount('tmpfs', 'shared/inner', 'tmpfs').expect(OK);
    t.main.writeFile('shared/inner/file', 'content');
    sandboxed.open('shared/inner/file', O_RDONLY).expect(OK);
  },
);

scenario(
  'removing a directory takes what another namespace has mounted there, with the right to remove it',
  { doc: 'fs/namei.c: vfs_rmdir(), detach_mounts() (no hook of mounts is asked)', tags, programs },
  (t) => {
    t.main.mkdir('place');
    const other = t.main.process('other');
    other.unshare(CLONE_NEWNS);
    other.mount('tmpfs', 'place', 'tmpfs');
    other.writeFile('place/file', 'content');
    const [permitted, refused] = ['permitted', 'refused'].map((name) => t.main.process(name)) as [Actor, Actor];
    landlock(refused, { fs: ['REMOVE_DIR'] });
    landlock(permitted, { fs: ['REMOVE_DIR'], rules: [{ path: '.', access: ['REMOVE_DIR'] }] });
    refused.rmdir('place').expect(since(abi(1), EACCES).otherwise(OK));
    permitted
      .rmdir('place')
      .expect(since(abi(1), OK).otherwise(ENOENT))
      .control(ENOENT);
    other.open('place/file').expect(ENOENT).control('same');
  },
);
