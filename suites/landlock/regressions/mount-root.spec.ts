import {
  AT_FDCWD,
  abi,
  EACCES,
  EPERM,
  EXDEV,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
  type Outcome,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

// Kernels before 6.1.95 warn (WARN_ON_ONCE in collect_domain_accesses()), which is a crash here: the walk began at the parent of the mount's root, outside of the mount.
interface Case {
  readonly label: string;
  readonly rights: readonly FsRight[];
  readonly refusal: Outcome;
}
const cases: readonly Case[] = [
  { label: 'REFER is lacking', rights: ['READ_FILE'], refusal: EXDEV },
  { label: 'MAKE_DIR is lacking, too', rights: ['MAKE_DIR'], refusal: EACCES },
];

scenario(
  'the root of a mount is not linked below itself, and the kernel does not look above it: {what}',
  {
    doc: 'security/landlock/fs.c: current_check_refer_path(), "old_dentry may be the root of the common mount point"; fs/namei.c: vfs_link() (refuses directories afterwards)',
    tags: ['regressions', 'fs', 'refer', 'mounts'],
    variants: { what: cases },
    programs: ['strict', 'best-effort'],
    needs: ['root'],
  },
  (t) => {
    for (const directory of ['outer', 'outer/tree', 'outer/tree/below']) t.main.mkdir(directory);
    const actor = t.main.process('sandboxed');
    const tree = actor.syscall('open_tree', AT_FDCWD, 'outer/tree', OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC).as('tree');
    landlock(actor, { fs: t.what.rights });
    for (const to of ['below/link', 'link']) {
      actor
        .linkat(tree, '.', tree, to)
        .expect(since(abi(2), t.what.refusal).since(abi(1), EXDEV).otherwise(EPERM))
        .control(EPERM);
    }
  },
);
