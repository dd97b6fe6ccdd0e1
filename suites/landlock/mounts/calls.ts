import {
  type Actor,
  AT_FDCWD,
  abi,
  EPERM,
  type Expectation,
  FSCONFIG_CMD_CREATE,
  FSCONFIG_CMD_RECONFIGURE,
  FSCONFIG_SET_FLAG,
  MNT_DETACH,
  MNT_FORCE,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_BIND,
  MS_MOVE,
  MS_NOEXEC,
  MS_NOSUID,
  MS_PRIVATE,
  MS_RDONLY,
  MS_REC,
  MS_REMOUNT,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
  OK,
  OPEN_TREE_CLONE,
  type Step,
  since,
} from '../../../runner/index.ts';

/** What a domain that handles a right of the filesystem answers to a change of mounts. */
export const REFUSED: Expectation = since(abi(1), EPERM).otherwise(OK);

/** Makes the directories `source` and `target`, and mounts a tmpfs on `mounted`. */
export function makeMounts(actor: Actor): void {
  for (const directory of ['source', 'target', 'mounted']) actor.mkdir(directory);
  actor.mount('tmpfs', 'mounted', 'tmpfs');
}

/**
 * Makes a root that pivot_root() takes: it must be a mount, have a parent, and hold the mount that comes instead. The calls with
 * relative paths find `source`, `target` and `mounted` as before.
 */
export function makePivot(actor: Actor): void {
  actor.mkdir('root');
  actor.mount('tmpfs', 'root', 'tmpfs');
  actor.chdir('root');
  actor.chroot('.');
  makeMounts(actor);
  actor.mkdir('mounted/old');
}

/** A call that changes which mounts there are, or how they are. */
export interface TopologyCall {
  readonly label: string;
  /** Set-up outside of the sandbox; {@link makeMounts} when left out. */
  readonly prepare?: (actor: Actor) => void;
  /** Records the call that is refused; what it needs before is free. */
  readonly make: (actor: Actor) => Step;
}

const onMounted = (actor: Actor, flags: number) => actor.mount(null, 'mounted', null, flags);
const moveTree = (actor: Actor, tree: Step) => actor.moveMount(tree, '', AT_FDCWD, 'target', MOVE_MOUNT_F_EMPTY_PATH);

/** A detached mount of a new filesystem. */
export function newTree(actor: Actor): Step {
  const context = actor.fsopen('tmpfs');
  actor.fsconfig(context, FSCONFIG_CMD_CREATE);
  return actor.fsmount(context);
}

/** Reconfigures the filesystem on `mounted` by the new calls. */
export function reconfigure(actor: Actor): Step {
  const context = actor.fspick(AT_FDCWD, 'mounted');
  actor.fsconfig(context, FSCONFIG_SET_FLAG, 'ro');
  return actor.fsconfig(context, FSCONFIG_CMD_RECONFIGURE);
}

export const moveClone = (actor: Actor) => moveTree(actor, actor.openTree(AT_FDCWD, 'mounted', OPEN_TREE_CLONE));

/** Every call that the hooks of mounts see, on all kernels. */
export const topologyCalls: readonly TopologyCall[] = [
  { label: 'mounting a new filesystem', make: (actor) => actor.mount('tmpfs', 'target', 'tmpfs') },
  { label: 'a bind mount', make: (actor) => actor.mount('source', 'target', null, MS_BIND) },
  { label: 'a bind mount of a tree', make: (actor) => actor.mount('.', 'target', null, MS_BIND | MS_REC) },
  { label: 'remounting a filesystem read-only', make: (actor) => onMounted(actor, MS_REMOUNT | MS_RDONLY) },
  { label: 'remounting with more restrictions', make: (actor) => onMounted(actor, MS_REMOUNT | MS_NOSUID | MS_NOEXEC) },
  { label: 'changing the flags of a mount', make: (actor) => onMounted(actor, MS_REMOUNT | MS_BIND | MS_RDONLY) },
  { label: 'making a mount private', make: (actor) => onMounted(actor, MS_PRIVATE) },
  { label: 'making a mount shared', make: (actor) => onMounted(actor, MS_SHARED) },
  { label: 'making a mount a slave', make: (actor) => onMounted(actor, MS_SLAVE) },
  { label: 'making a mount unbindable', make: (actor) => onMounted(actor, MS_UNBINDABLE) },
  { label: 'making all mounts private', make: (actor) => actor.mount(null, '/', null, MS_REC | MS_PRIVATE) },
  { label: 'moving a mount', make: (actor) => actor.mount('mounted', 'target', null, MS_MOVE) },
  { label: 'unmounting', make: (actor) => actor.umount2('mounted') },
  { label: 'unmounting lazily', make: (actor) => actor.umount2('mounted', MNT_DETACH) },
  { label: 'unmounting by force', make: (actor) => actor.umount2('mounted', MNT_FORCE) },
  { label: 'changing the root', prepare: makePivot, make: (actor) => actor.pivotRoot('mounted', 'mounted/old') },
  { label: 'attaching a copy of a mount', make: moveClone },
  { label: 'attaching a new filesystem', make: (actor) => moveTree(actor, newTree(actor)) },
  {
    label: 'moving a mount by its path',
    make: (actor) => actor.moveMount(AT_FDCWD, 'mounted', AT_FDCWD, 'target'),
  },
  { label: 'reconfiguring a filesystem', make: reconfigure },
];
