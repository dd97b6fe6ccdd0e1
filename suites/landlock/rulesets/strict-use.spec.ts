import {
  type Actor,
  E2BIG,
  EINVAL,
  EPERM,
  feature,
  O_PATH,
  OK,
  type Outcome,
  scenario,
  when,
} from '../../../runner/index.ts';
import { addPathRule, addPortRule, createRuleset, restrictSelf } from '../calls.ts';
import { noReadingRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { ADD_RULE_QUIET, FS, NET, RESTRICT_SELF_NO_NEW_PRIVS, RESTRICT_SELF_TSYNC, SCOPE } from '../uapi.ts';

// What a program gets that uses a feature on a kernel that is too old for it. Written out, and not computed from the masks that
// the rest of the suite knows, so that each proves the other.

const doc =
  'Documentation/userspace-api/landlock.rst: Backward and forward compatibility, Previous limitations; security/landlock/syscalls.c';
const control = 'none: about the system call itself';
const tags = ['abi', 'ruleset'];

/** Answers by the ABI that they begin with. */
type History = Readonly<Record<number, Outcome>>;

/** The answer of the newest entry that an ABI has reached. */
const historyOf = (history: History) =>
  byAbi((level) => {
    const reached = Object.keys(history).filter((first) => Number(first) <= level);
    return history[Number(reached.at(-1))]!;
  });

const handled: readonly { label: string; values: Parameters<typeof createRuleset>[1]; history: History }[] = [
  { label: 'REFER', values: { handledFs: FS.REFER }, history: { 1: EINVAL, 2: OK } },
  { label: 'TRUNCATE', values: { handledFs: FS.TRUNCATE }, history: { 1: EINVAL, 3: OK } },
  { label: 'IOCTL_DEV', values: { handledFs: FS.IOCTL_DEV }, history: { 1: EINVAL, 5: OK } },
  { label: 'RESOLVE_UNIX', values: { handledFs: FS.RESOLVE_UNIX }, history: { 1: EINVAL, 9: OK } },
  { label: 'BIND_TCP', values: { handledNet: NET.BIND_TCP }, history: { 1: E2BIG, 4: OK } },
  { label: 'CONNECT_TCP', values: { handledNet: NET.CONNECT_TCP }, history: { 1: E2BIG, 4: OK } },
  { label: 'BIND_UDP', values: { handledNet: NET.BIND_UDP }, history: { 1: E2BIG, 4: EINVAL, 10: OK } },
  { label: 'CONNECT_SEND_UDP', values: { handledNet: NET.CONNECT_SEND_UDP }, history: { 1: E2BIG, 4: EINVAL, 10: OK } },
  { label: 'ABSTRACT_UNIX_SOCKET', values: { scoped: SCOPE.ABSTRACT_UNIX_SOCKET }, history: { 1: E2BIG, 6: OK } },
  { label: 'SIGNAL', values: { scoped: SCOPE.SIGNAL }, history: { 1: E2BIG, 6: OK } },
  { label: 'the fourth scope', values: { scoped: 8n }, history: { 1: E2BIG, 6: EINVAL } },
  {
    label: 'READ_FILE and quiet READ_FILE',
    values: { handledFs: FS.READ_FILE, quietFs: FS.READ_FILE },
    history: { 1: E2BIG, 10: OK },
  },
  {
    label: 'BIND_TCP and quiet BIND_TCP',
    values: { handledNet: NET.BIND_TCP, quietNet: NET.BIND_TCP },
    history: { 1: E2BIG, 10: OK },
  },
  {
    label: 'SIGNAL and quiet SIGNAL',
    values: { scoped: SCOPE.SIGNAL, quietScoped: SCOPE.SIGNAL },
    history: { 1: E2BIG, 10: OK },
  },
  // A new bit in an old field together with content in a new field: the field is seen first.
  {
    label: 'RESOLVE_UNIX and BIND_UDP',
    values: { handledFs: FS.RESOLVE_UNIX, handledNet: NET.BIND_UDP },
    history: { 1: E2BIG, 4: EINVAL, 10: OK },
  },
  {
    label: 'IOCTL_DEV and SIGNAL',
    values: { handledFs: FS.IOCTL_DEV, scoped: SCOPE.SIGNAL },
    history: { 1: E2BIG, 6: OK },
  },
  {
    label: 'RESOLVE_UNIX and quiet RESOLVE_UNIX',
    values: { handledFs: FS.RESOLVE_UNIX, quietFs: FS.RESOLVE_UNIX },
    history: { 1: E2BIG, 10: OK },
  },
];

scenario(
  'a program that does not degrade and handles {rights} is told where that is too new',
  { doc, tags, control, scratch: false, variants: { rights: handled } },
  ({ main, rights: { values, history } }) => {
    createRuleset(main, values).expect(historyOf(history));
    // The whole newest attr is fine everywhere, as long as what is new is zero.
    createRuleset(main, { handledFs: FS.READ_FILE }).expect(byAbi(() => OK));
  },
);

scenario(
  'a program that does not degrade and adds rules for ports is told where that is too new',
  { doc, tags, control, scratch: false },
  ({ main, facts }) => {
    const old = noReadingRuleset(main);
    const ruleset = facts.abi >= 4 ? createRuleset(main, { handledNet: NET.BIND_TCP }) : old;
    addPortRule(main, ruleset, 80, NET.BIND_TCP).expect(historyOf({ 1: EINVAL, 4: OK }));
  },
);

scenario(
  'a program that does not degrade and adds quiet rules is told where that is too new',
  { doc, tags, control, scratch: false },
  ({ main, facts }) => {
    const old = noReadingRuleset(main);
    const quiet = { handledFs: FS.READ_FILE, quietFs: FS.READ_FILE };
    const ruleset = facts.abi >= 10 ? createRuleset(main, quiet) : old;
    addPathRule(main, ruleset, main.open('/', O_PATH), FS.READ_FILE, ADD_RULE_QUIET).expect(
      historyOf({ 1: EINVAL, 10: OK }),
    );
    addPathRule(main, ruleset, main.open('/', O_PATH), 0n, ADD_RULE_QUIET).expect(historyOf({ 1: EINVAL, 10: OK }));
  },
);

const LOG: History = { 1: EINVAL, 7: OK };
const enforcing: readonly { label: string; flags: number; history: History }[] = [
  { label: 'LOG_SAME_EXEC_OFF', flags: 1, history: LOG },
  { label: 'LOG_NEW_EXEC_ON', flags: 2, history: LOG },
  { label: 'LOG_SUBDOMAINS_OFF', flags: 4, history: LOG },
  { label: 'all flags for the log', flags: 7, history: LOG },
  { label: 'TSYNC', flags: RESTRICT_SELF_TSYNC, history: { 1: EINVAL, 8: OK } },
  { label: 'TSYNC and all flags for the log', flags: 15, history: { 1: EINVAL, 8: OK } },
  { label: 'NO_NEW_PRIVS', flags: RESTRICT_SELF_NO_NEW_PRIVS, history: { 1: EINVAL, 11: OK } },
  { label: 'all flags', flags: 31, history: { 1: EINVAL, 11: OK } },
];

scenario(
  'a program that does not degrade and enforces with {flags} is told where that is too new: {caller}',
  {
    doc,
    tags,
    control,
    scratch: false,
    variants: {
      flags: enforcing,
      caller: [
        { label: 'root', become: () => {} },
        { label: 'root with no_new_privs', become: (actor: Actor) => void actor.noNewPrivs() },
        {
          label: 'an ordinary user with no_new_privs',
          become: (actor: Actor) => {
            actor.dropPrivileges();
            actor.noNewPrivs();
          },
        },
      ],
    },
  },
  ({ main, flags: { flags, history }, caller }) => {
    caller.become(main);
    const ruleset = noReadingRuleset(main);
    restrictSelf(main, ruleset, flags).expect(historyOf(history));
    restrictSelf(main, ruleset).expect(historyOf({ 1: OK }));
  },
);

scenario(
  'a program that does not degrade and enforces with {flags} without any privilege is told that first, or that the flags are too new',
  { doc, tags, control, scratch: false, variants: { flags: enforcing } },
  ({ main, flags: { flags, history } }) => {
    main.dropPrivileges();
    const ruleset = noReadingRuleset(main);
    const replaces = (flags & RESTRICT_SELF_NO_NEW_PRIVS) !== 0;
    // The flag NO_NEW_PRIVS is the privilege. The others are known or not, which only a kernel tells that looks at flags first.
    const unprivileged = Object.fromEntries(
      Object.entries(history).map(([first, answer]) => [first, answer === OK && !replaces ? EPERM : answer]),
    );
    const privilegeFirst = Object.fromEntries(
      Object.entries(unprivileged).map(([first, answer]) => [first, answer === OK ? OK : EPERM]),
    );
    restrictSelf(main, ruleset, flags).expect(
      when(feature('flags-before-privilege'), historyOf(unprivileged)).otherwise(historyOf(privilegeFirst)),
    );
  },
);
