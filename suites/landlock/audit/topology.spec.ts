import {
  type Actor,
  AT_FDCWD,
  abi,
  EPERM,
  MS_REMOUNT,
  matching,
  OK,
  type Step,
  scenario,
  since,
  type Template,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { audited, Log } from './log.ts';

interface Change {
  readonly label: string;
  prepare?(main: Actor): void;
  act(actor: Actor): Step;
  object(log: Log): Template;
}

const OPEN_TREE_CLONE = 1;
const MOVE_MOUNT_F_EMPTY_PATH = 4;
/** What a mount's own root is called: the record has no path for it. */
const root = (log: Log) => matching` name="/" dev="tmpfs" ino=${log.inode('mounted')}`;

const changes: readonly Change[] = [
  { label: 'mount', act: (actor) => actor.mount('none', 'd', 'tmpfs'), object: (log) => log.file('d') },
  { label: 'umount', act: (actor) => actor.umount2('mounted'), object: root },
  {
    label: 'remount',
    act: (actor) => actor.mount('none', 'mounted', 'tmpfs', MS_REMOUNT),
    object: (log) => log.file('mounted'),
  },
  {
    label: 'move_mount',
    act(actor) {
      const tree = actor.syscall('open_tree', AT_FDCWD, 'd', OPEN_TREE_CLONE);
      return actor.syscall('move_mount', tree, '', AT_FDCWD, 'target', MOVE_MOUNT_F_EMPTY_PATH);
    },
    object: (log) => log.file('target'),
  },
  {
    label: 'pivot_root',
    prepare(main) {
      main.mkdir('mounted/inner');
      main.mount('none', 'mounted/inner', 'tmpfs');
      main.mkdir('mounted/inner/old');
    },
    // The root of the guest may be one that cannot be left, so the actor gets another one first.
    act(actor) {
      actor.syscall('chroot', 'mounted');
      actor.chdir('/');
      return actor.syscall('pivot_root', 'inner', 'inner/old');
    },
    object: (log) => matching` path="/inner" dev="tmpfs" ino=${log.inode('mounted/inner')}`,
  },
];

scenario(
  'a denied change of the file system topology is recorded, {change}',
  {
    ...audited,
    doc: 'security/landlock/fs.c: log_fs_change_topology_path(), log_fs_change_topology_dentry()',
    variants: { change: changes },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    for (const directory of ['d', 'target', 'mounted']) t.main.mkdir(directory);
    t.main.mount('none', 'mounted', 'tmpfs');
    t.change.prepare?.(t.main);
    const log = new Log(t);
    const object = t.change.object(log);
    const client = t.main.process('client');
    landlock(client, { fs: ['MAKE_BLOCK'] });
    t.change.act(client).expect(since(abi(1), EPERM).otherwise(OK));
    log.denied({ by: 'client', blockers: 'fs.change_topology', object }).ends();
  },
);
