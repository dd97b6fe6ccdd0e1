import { KEYCTL_JOIN_SESSION_KEYRING, KEYCTL_SESSION_TO_PARENT, O_RDWR, PTRACE_SEIZE } from '../../../runner/index.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { addPathRule, createRuleset, restrictSelf } from '../calls.ts';
import { FS } from '../uapi.ts';
import { asked, type Features } from './feature.ts';

/** Fixes of bugs that neither ABI nor errata reveal, besides those of their topics. */
export const regressionsFeatures: Features = {
  'session-keyring-keeps-domain': asked(
    'a domain survives KEYCTL_SESSION_TO_PARENT (CVE-2024-42318: 6.1.103, 6.10.3)',
    1,
    ({ main }) => {
      const parent = main.process('parent');
      restrictSelf(parent, createRuleset(parent, { handledFs: FS.MAKE_BLOCK }));
      const child = parent.process('child');
      child.syscall('keyctl', KEYCTL_JOIN_SESSION_KEYRING, null);
      child.syscall('keyctl', KEYCTL_SESSION_TO_PARENT);
      // Any domain forbids it, scenarios look at rights.
      const step = parent.ptrace(PTRACE_SEIZE, main);
      return (answers) => answers.errno(step) === ERRNO.EPERM;
    },
  ),
  'refer-denied-by-default': asked(
    'a domain that does not handle REFER denies it (5.19.8)',
    2,
    ({ main }) => {
      main.writeFile('file');
      main.mkdir('directory');
      const actor = main.process('sandboxed');
      restrictSelf(actor, createRuleset(actor, { handledFs: FS.EXECUTE }));
      const step = actor.link('file', 'directory/link');
      return (answers) => answers.errno(step) === ERRNO.EXDEV;
    },
    { scratch: true },
  ),
  'rules-unite': asked(
    'rights of one layer may come from several rules (5.15.46, 5.17.14, 5.18.3, 5.19)',
    1,
    ({ main }) => {
      main.writeFile('file');
      const actor = main.process('sandboxed');
      const ruleset = createRuleset(actor, { handledFs: FS.READ_FILE | FS.WRITE_FILE });
      addPathRule(actor, ruleset, actor.open('file'), FS.READ_FILE);
      addPathRule(actor, ruleset, actor.open('.'), FS.WRITE_FILE);
      restrictSelf(actor, ruleset);
      const step = actor.open('file', O_RDWR);
      return (answers) => answers.errno(step) === 0;
    },
    { scratch: true },
  ),
};
