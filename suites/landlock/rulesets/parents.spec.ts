import { masksOfAbi } from '../../../runner/facts/hypothetical.ts';
import {
  type Actor,
  EBADFD,
  EINVAL,
  feature,
  O_CREAT,
  O_RDWR,
  OK,
  type Step,
  scenario,
  smallQueue,
} from '../../../runner/index.ts';
import { addPathRule } from '../calls.ts';
import { madeRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { FS, FS_FILE_RIGHTS } from '../uapi.ts';
import { directories, files, internal, notOpen, type RefusedParent } from './parents.ts';
import { users } from './users.ts';

const doc =
  'security/landlock/syscalls.c: get_path_from_fd(); security/landlock/fs.c: landlock_append_fs_rule(), ACCESS_FILE';
const control = 'none: about the system call itself';
const tags = ['ruleset', 'rule'];

scenario(
  'a rule on {parent} takes each right that is for it, and all of them at once: {user}',
  {
    doc,
    tags,
    control,
    proc: true,
    variants: { parent: [...files, ...directories], user: users },
    where: ({ parent, user }) => !parent.root || user.label === 'root',
  },
  ({ main, parent, user, facts }) => {
    user.become(main);
    const known = masksOfAbi(facts.abi).fs;
    const ruleset = madeRuleset(main, { handledFs: known });
    const fd = parent.open(main);
    const isDirectory = directories.includes(parent);
    const rights = isDirectory ? ~0n : FS_FILE_RIGHTS;
    for (const right of Object.values(FS)) {
      const answer = byAbi((level) => ((right & rights & masksOfAbi(level).fs) !== 0n ? OK : EINVAL));
      addPathRule(main, ruleset, fd, right).expect(answer);
    }
    addPathRule(main, ruleset, fd, known & rights).expect(byAbi(() => OK));
    addPathRule(main, ruleset, fd, (known & rights) | (isDirectory ? 1n << 62n : FS.READ_DIR)).expect(
      byAbi(() => EINVAL),
    );
  },
);

/** Checks that there is no rule on something, whatever it is to allow: the parent is looked at before its rights are. */
function refuses(actor: Actor, ruleset: Step, { open, answer }: RefusedParent): void {
  const fd = open(actor);
  addPathRule(actor, ruleset, fd, FS.READ_FILE).expect(byAbi(() => answer));
  addPathRule(actor, ruleset, fd, FS.MAKE_DIR).expect(byAbi(() => answer));
}

scenario(
  'there is no rule on {parent}: {user}',
  {
    doc,
    tags,
    control,
    proc: true,
    variants: {
      parent: [
        { label: 'what is not an open descriptor', list: notOpen },
        { label: 'files that are in no mount that anyone sees', list: internal },
      ],
      user: users,
    },
  },
  ({ main, parent, user }) => {
    user.become(main);
    const ruleset = madeRuleset(main, { handledFs: FS.READ_FILE | FS.MAKE_DIR });
    for (const one of parent.list) refuses(main, ruleset, one);
  },
);

scenario('there is no rule on a mount that is being configured', { doc, tags, control }, ({ main }) => {
  const ruleset = madeRuleset(main, { handledFs: FS.READ_FILE | FS.MAKE_DIR });
  refuses(main, ruleset, { answer: EBADFD, open: (actor) => actor.syscall('fsopen', 'tmpfs', 0) });
});

scenario(
  'there is no rule on a message queue that is open without a path',
  { doc, tags, control, namespaces: ['ipc'], needs: [feature('message-queues')] },
  ({ main }) => {
    const ruleset = madeRuleset(main, { handledFs: FS.READ_FILE | FS.MAKE_DIR });
    const open = (actor: Actor) => actor.syscall('mq_open', 'queue', O_CREAT | O_RDWR, 0o600, smallQueue);
    refuses(main, ruleset, { answer: EBADFD, open });
  },
);
