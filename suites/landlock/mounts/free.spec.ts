import {
  type Actor,
  AT_EMPTY_PATH,
  AT_FDCWD,
  CLONE_NEWNS,
  EINVAL,
  ENOSYS,
  type Expectation,
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_FLAG,
  FSMOUNT_NAMESPACE,
  feature,
  MOUNT_ATTR_RDONLY,
  MS_PRIVATE,
  OK,
  OPEN_TREE_CLONE,
  OPEN_TREE_NAMESPACE,
  type Step,
  scenario,
  struct,
  u32,
  u64,
  when,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { makeMounts, moveClone, REFUSED } from './calls.ts';

// What no hook sees: making mounts that nothing can reach by a path, attributes, and namespaces of one's own.
const doc = 'security/landlock/fs.c: landlock_hooks (has no hook for these calls), hook_sb_pivotroot() (about chroot)';
const programs = ['strict', 'best-effort'] as const;
const tags = ['mounts'];

const existing = (name: string, otherwise: typeof ENOSYS): Expectation => when(feature(name), OK).otherwise(otherwise);
const SETATTR = existing('mount-setattr', ENOSYS);
const LIST = existing('listmount', ENOSYS);
const COPIED_INTO_NAMESPACE = existing('open-tree-namespace', EINVAL);
const MADE_IN_NAMESPACE = existing('fsmount-namespace', EINVAL);

/** `struct mnt_id_req` in its first size, and the ID that stands for the root of the namespace. */
const mntIdReq = struct('mnt_id_req', { size: u32, spare: u32, mntId: u64, param: u64 });
const LSMT_ROOT = 0xffffffffffffffffn;

const createdContext = (actor: Actor): Step => {
  const context = actor.fsopen('tmpfs').expect(OK);
  actor.fsconfig(context, FSCONFIG_CMD_CREATE).expect(OK);
  return context;
};

const calls: readonly { label: string; make: (actor: Actor) => void }[] = [
  { label: 'a descriptor of a mount', make: (actor) => actor.openTree(AT_FDCWD, 'mounted').expect(OK) },
  {
    label: 'a detached copy of a mount',
    make: (actor) => actor.openTree(AT_FDCWD, 'mounted', OPEN_TREE_CLONE).expect(OK),
  },
  {
    label: 'a detached copy of a directory',
    make: (actor) => actor.openTree(AT_FDCWD, 'source', OPEN_TREE_CLONE).expect(OK),
  },
  { label: 'a detached mount of a new filesystem', make: (actor) => actor.fsmount(createdContext(actor)).expect(OK) },
  {
    label: 'looking at and setting the parameters of a mounted filesystem, which is not reconfigured',
    make: (actor) => actor.fsconfig(actor.fspick(AT_FDCWD, 'mounted').expect(OK), FSCONFIG_SET_FLAG, 'ro').expect(OK),
  },
  {
    label: 'setting the attributes of a mount',
    make: (actor) => {
      actor.mountSetattr(AT_FDCWD, 'mounted', { set: MOUNT_ATTR_RDONLY }).expect(SETATTR).control('same');
      actor.mountSetattr(AT_FDCWD, 'mounted', { clear: MOUNT_ATTR_RDONLY }).expect(SETATTR).control('same');
    },
  },
  {
    label: 'setting the propagation of a mount by its attributes',
    make: (actor) =>
      actor.mountSetattr(AT_FDCWD, 'mounted', { propagation: MS_PRIVATE }).expect(SETATTR).control('same'),
  },
  {
    label: 'setting the attributes of a detached mount',
    make: (actor) => {
      const tree = actor.openTree(AT_FDCWD, 'source', OPEN_TREE_CLONE);
      actor.mountSetattr(tree, '', { set: MOUNT_ATTR_RDONLY }, AT_EMPTY_PATH).expect(SETATTR).control('same');
    },
  },
  {
    label: 'listing mounts and their state',
    make: (actor) => {
      const ids = actor.context.buffer(8, '', 'ids');
      const state = actor.context.buffer(512, '', 'state');
      const everything = mntIdReq.encode({ size: mntIdReq.size, mntId: LSMT_ROOT });
      actor.syscall('listmount', everything, ids, 1, 0).expect(LIST).control('same');
      const first = { kind: 'loaded', memory: ids, offset: 0, size: 8, words: 'ids[0]' } as const;
      if (actor.context.facts.features.listmount === true) {
        actor.syscall('statmount', mntIdReq.encode({ size: mntIdReq.size, mntId: first }), state, 512, 0).expect(OK);
      }
    },
  },
  { label: 'a new mount namespace', make: (actor) => actor.unshare(CLONE_NEWNS).expect(OK) },
  {
    label: 'a child in a new mount namespace',
    make: (actor) => actor.process('child', CLONE_NEWNS).getpid().expect(OK),
  },
  {
    label: 'a copy of a mount in a namespace of its own',
    make: (actor) =>
      actor.openTree(AT_FDCWD, 'source', OPEN_TREE_NAMESPACE).expect(COPIED_INTO_NAMESPACE).control('same'),
  },
  {
    label: 'a new filesystem in a namespace of its own',
    make: (actor) => actor.fsmount(createdContext(actor), FSMOUNT_NAMESPACE).expect(MADE_IN_NAMESPACE).control('same'),
  },
  {
    label: 'changing the own root',
    make: (actor) => actor.chroot('source').expect(OK),
  },
];

scenario('{call} is free', { doc, tags, variants: { call: calls }, programs }, (t) => {
  makeMounts(t.main);
  landlock(t.main, { fs: ['MAKE_BLOCK'] });
  t.call.make(t.main);
});

scenario('joining another mount namespace is free', { doc, tags, programs, proc: true }, (t) => {
  const own = t.main.open('/proc/self/ns/mnt');
  t.main.unshare(CLONE_NEWNS);
  landlock(t.main, { fs: ['MAKE_BLOCK'] });
  t.main.setns(own, CLONE_NEWNS).expect(OK);
});

scenario('what is made detached cannot be attached in a namespace of one’s own', { doc, tags, programs }, (t) => {
  makeMounts(t.main);
  landlock(t.main, { fs: ['MAKE_BLOCK'] });
  t.main.unshare(CLONE_NEWNS).expect(OK);
  moveClone(t.main).expect(REFUSED);
});
