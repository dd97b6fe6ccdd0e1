import {
  type Actor,
  EBADF,
  EBADFD,
  EFAULT,
  EINVAL,
  named,
  OK,
  type Outcome,
  type Step,
} from '../../../runner/index.ts';
import { addPathRule, createRuleset, queryLandlock, restrictSelf } from '../calls.ts';
import { CREATE_RULESET_VERSION, FS } from '../uapi.ts';

/** One call, and what a kernel answers that has Landlock enabled, whatever its ABI. */
export interface Call {
  readonly label: string;
  readonly enabled: Outcome;
  readonly make: (actor: Actor) => Step;
}

/** Beyond TASK_SIZE_MAX: nothing is ever mapped there. */
export const NOWHERE = named(0x7fff_ffff_f000n, 'an unmapped address');
const ALL_BITS = 0xffff_ffff;

/** Calls that are wrong in every way that has an errno of its own, and some that are right. */
export const calls: readonly Call[] = [
  {
    label: 'landlock_create_ruleset that is right',
    enabled: OK,
    make: (actor) => createRuleset(actor, { handledFs: FS.READ_FILE }),
  },
  {
    label: 'landlock_create_ruleset with every flag',
    enabled: EINVAL,
    make: (actor) => queryLandlock(actor, ALL_BITS),
  },
  {
    label: 'the version query with an attr',
    enabled: EINVAL,
    make: (actor) => createRuleset(actor, { handledFs: FS.READ_FILE }, 8, CREATE_RULESET_VERSION),
  },
  {
    label: 'landlock_create_ruleset without an attr',
    enabled: EFAULT,
    make: (actor) => actor.syscall('landlock_create_ruleset', null, 0, 0),
  },
  {
    label: 'landlock_create_ruleset with a bad pointer',
    enabled: EFAULT,
    make: (actor) => actor.syscall('landlock_create_ruleset', NOWHERE, 8, 0),
  },
  {
    label: 'landlock_create_ruleset with a short attr',
    enabled: EINVAL,
    make: (actor) => createRuleset(actor, { handledFs: FS.READ_FILE }, 7),
  },
  {
    label: 'landlock_add_rule with every flag',
    enabled: EINVAL,
    make: (actor) => addPathRule(actor, -1, -1, FS.READ_FILE, ALL_BITS),
  },
  {
    label: 'landlock_add_rule without a ruleset',
    enabled: EBADF,
    make: (actor) => addPathRule(actor, -1, -1, FS.READ_FILE),
  },
  {
    label: 'landlock_add_rule to a file',
    enabled: EBADFD,
    make: (actor) => actor.syscall('landlock_add_rule', actor.open('.'), 0, NOWHERE, 0),
  },
  {
    label: 'landlock_restrict_self without a ruleset',
    enabled: EBADF,
    make: (actor) => restrictSelf(actor, -1),
  },
  {
    label: 'landlock_restrict_self with a file',
    enabled: EBADFD,
    make: (actor) => restrictSelf(actor, actor.open('.')),
  },
  {
    label: 'landlock_restrict_self with every flag',
    enabled: EINVAL,
    make: (actor) => restrictSelf(actor, -1, ALL_BITS),
  },
];
