import { AT_EXECVE_CHECK, AT_FDCWD, KCMP_VM } from '../../../runner/index.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { restrictSelf } from '../calls.ts';
import { asked, derived, type Features } from './feature.ts';

/** What the system calls themselves do differently. */
export const syscallsFeatures: Features = {
  'errata-query': derived('landlock_create_ruleset(NULL, 0, 2) is answered', ({ errata }) => errata !== undefined),
  'flags-before-privilege': asked(
    'landlock_restrict_self() checks flags before privileges (7.3; 5.13 did, too)',
    1,
    ({ main }) => {
      main.dropPrivileges();
      const step = restrictSelf(main, -1, 2 ** 31);
      return (answers) => answers.errno(step) === ERRNO.EINVAL;
    },
  ),
  'ruleset-before-attr': asked(
    'landlock_add_rule() checks the ruleset before type and attr (5.19, 5.15.46)',
    1,
    (t) => {
      const step = t.main.syscall('landlock_add_rule', -1, 0, null, 0);
      return (answers) => answers.errno(step) === ERRNO.EBADF;
    },
  ),
  'tsync-without-ruleset': asked('landlock_restrict_self(-1, 12) works (7.0.13, 7.1)', 8, ({ main }) => {
    main.noNewPrivs();
    const step = restrictSelf(main, -1, 12);
    return (answers) => answers.errno(step) === 0;
  }),
  'execve-check': asked('execveat() knows AT_EXECVE_CHECK (6.14)', 0, ({ main }) => {
    const step = main.execveat(AT_FDCWD, '/nonexistent', AT_EXECVE_CHECK);
    return (answers) => answers.errno(step) === ERRNO.ENOENT;
  }),
  kcmp: asked('kcmp() exists (CONFIG_KCMP)', 0, ({ main }) => {
    const step = main.syscall('kcmp', main, main, KCMP_VM, 0, 0);
    return (answers) => answers.errno(step) !== ERRNO.ENOSYS;
  }),
};
