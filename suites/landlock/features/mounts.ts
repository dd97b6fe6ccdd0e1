import {
  FSMOUNT_NAMESPACE,
  MOVE_MOUNT_BENEATH,
  MOVE_MOUNT_F_EMPTY_PATH,
  MOVE_MOUNT_SET_GROUP,
  MOVE_MOUNT_T_EMPTY_PATH,
  MS_PRIVATE,
  OPEN_TREE_NAMESPACE,
} from '../../../runner/index.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { createRuleset, restrictSelf } from '../calls.ts';
import { NET } from '../uapi.ts';
import { asked, type Feature, type Features } from './feature.ts';

/** A flag of move_mount() that is known is found right before the descriptors are found wrong. */
const moveMountKnows = (what: string, flag: number): Feature =>
  asked(what, 0, ({ main }) => {
    const step = main.moveMount(900, '', 900, '', flag | MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
    return (answers) => answers.errno(step) === ERRNO.EBADF;
  });

/** A system call that exists says anything but ENOSYS. */
const syscallExists = (what: string, name: string): Feature =>
  asked(what, 0, ({ main }) => {
    const step = main.syscall(name, -1, null, -1, null, 0);
    return (answers) => answers.errno(step) !== ERRNO.ENOSYS;
  });

/** Differences of mounts: what the kernel has, and which domains may not use it. */
export const mountsFeatures: Features = {
  'topology-by-fs-layer': asked(
    'a domain that handles no right of the filesystem may change mounts (ABI 4)',
    4,
    ({ main }) => {
      restrictSelf(main, createRuleset(main, { handledNet: NET.BIND_TCP }));
      const step = main.mount(null, '/mnt', null, MS_PRIVATE);
      return (answers) => answers.errno(step) === 0;
    },
  ),
  'mount-setattr': syscallExists('mount_setattr() exists (5.12)', 'mount_setattr'),
  listmount: syscallExists('listmount() and statmount() exist (6.8)', 'listmount'),
  'open-tree-attr': syscallExists('open_tree_attr() exists (6.15)', 'open_tree_attr'),
  'move-mount-set-group': moveMountKnows('move_mount() knows MOVE_MOUNT_SET_GROUP (5.15)', MOVE_MOUNT_SET_GROUP),
  'move-mount-beneath': moveMountKnows('move_mount() knows MOVE_MOUNT_BENEATH (6.5)', MOVE_MOUNT_BENEATH),
  'open-tree-namespace': asked('open_tree() copies a mount into a namespace of its own', 0, ({ main }) => {
    const step = main.openTree(-1, '', OPEN_TREE_NAMESPACE);
    return (answers) => answers.errno(step) !== ERRNO.EINVAL;
  }),
  'fsmount-namespace': asked('fsmount() makes a mount in a namespace of its own (after 7.0)', 0, ({ main }) => {
    // Flags are looked at before the descriptor.
    const step = main.fsmount(-1, FSMOUNT_NAMESPACE);
    return (answers) => answers.errno(step) !== ERRNO.EINVAL;
  }),
};
