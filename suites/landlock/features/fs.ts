import { O_RDONLY } from '../../../runner/index.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { addPathRule, createRuleset, restrictSelf } from '../calls.ts';
import { FS } from '../uapi.ts';
import { asked, type Features } from './feature.ts';

const F_NOTIFY = 1026;
const DN_CREATE = 4;

/** Differences of files. */
export const fsFeatures: Features = {
  dnotify: asked('fcntl(F_NOTIFY) is known (CONFIG_DNOTIFY): it tells a file from a directory', 0, ({ main }) => {
    main.writeFile('file');
    const step = main.fcntl(main.open('file', O_RDONLY), F_NOTIFY, DN_CREATE);
    return (answers) => answers.errno(step) === ERRNO.ENOTDIR;
  }),
  // Nothing but who may open it tells how acct() opens a file, so this is the question of the scenario, asked on another file system.
  'acct-private-mount': asked(
    'acct() opens its file a second time on a private mount, where no rule on a directory counts (6.18)',
    1,
    ({ main }) => {
      main.mkdir('tree');
      main.mount('ramfs', 'tree', 'ramfs');
      main.writeFile('tree/file', 'x');
      const actor = main.process('sandboxed');
      const ruleset = createRuleset(actor, { handledFs: FS.WRITE_FILE });
      addPathRule(actor, ruleset, actor.open('tree', O_RDONLY), FS.WRITE_FILE);
      restrictSelf(actor, ruleset);
      const step = actor.syscall('acct', 'tree/file');
      main.syscall('acct', null);
      return (answers) => answers.errno(step) === ERRNO.EACCES;
    },
  ),
};
