import { AT_FDCWD, constantName, flagNames } from '../syscalls/constants.ts';
import { mountAttr } from '../syscalls/structures.ts';
import { named, type Value } from '../syscalls/value.ts';
import { SignalActor } from './signal-actor.ts';
import type { Step } from './step.ts';

const directory = (fd: Value) => (fd === AT_FDCWD ? named(fd, 'AT_FDCWD') : fd);
const flagsOf = (prefix: string, flags: number) => named(flags, flagNames(prefix, flags));

/** Helpers of mounts, the old calls and the new ones. */
export abstract class MountActor extends SignalActor {
  mount(source: Value, target: Value, type: Value, flags = 0, data: Value = null): Step {
    return this.call('mount', [source, target, type, flagsOf('MS_', flags), data]);
  }

  umount2(target: Value, flags = 0): Step {
    return this.call('umount2', [target, flagsOf('MNT_', flags)]);
  }

  pivotRoot(newRoot: Value, putOld: Value): Step {
    return this.call('pivot_root', [newRoot, putOld]);
  }

  chroot(path: Value): Step {
    return this.call('chroot', [path]);
  }

  /** A descriptor of the mount at a path, or with OPEN_TREE_CLONE of a detached copy. */
  openTree(fd: Value, path: Value, flags = 0): Step {
    return this.call('open_tree', [directory(fd), path, flagsOf('OPEN_TREE_', flags)], { label: 'tree' });
  }

  moveMount(fromFd: Value, from: Value, toFd: Value, to: Value, flags = 0): Step {
    return this.call('move_mount', [directory(fromFd), from, directory(toFd), to, flagsOf('MOVE_MOUNT_', flags)]);
  }

  fsopen(type: Value): Step {
    return this.call('fsopen', [type, 0], { label: 'context' });
  }

  /** A context to reconfigure the filesystem that is mounted at a path. */
  fspick(fd: Value, path: Value): Step {
    return this.call('fspick', [directory(fd), path, 0], { label: 'context' });
  }

  fsconfig(context: Value, command: number, key: Value = null, value: Value = null): Step {
    return this.call('fsconfig', [context, named(command, constantName('FSCONFIG_', command)), key, value, 0]);
  }

  /** A detached mount of what a context has created. */
  fsmount(context: Value, flags = 0): Step {
    return this.call('fsmount', [context, flagsOf('FSMOUNT_', flags), 0], { label: 'tree' });
  }

  /**
   * Sets and clears attributes of the mount at a path.
   *
   * @param attributes `set` and `clear` MOUNT_ATTR_…, `propagation` MS_…, `userns` of an id-mapped mount
   * @param flags such as AT_EMPTY_PATH
   */
  mountSetattr(
    fd: Value,
    path: Value,
    attributes: { set?: number; clear?: number; propagation?: number; userns?: Value },
    flags = 0,
  ): Step {
    const said = [
      ['set', 'MOUNT_ATTR_', attributes.set],
      ['clear', 'MOUNT_ATTR_', attributes.clear],
      ['propagation', 'MS_', attributes.propagation],
    ] as const;
    const words = said
      .filter(([, , value]) => value !== undefined)
      .map(([name, prefix, value]) => `${name}=${flagNames(prefix, value!)}`);
    const attr = mountAttr.encode(attributes, `{${words.join(', ')}}`);
    return this.call('mount_setattr', [directory(fd), path, flagsOf('AT_', flags), attr, mountAttr.size]);
  }
}
