import {
  type Actor,
  AF_UNIX,
  CLONE_FILES,
  F_DUPFD,
  F_DUPFD_CLOEXEC,
  F_SETFD,
  O_PATH,
  OK,
  SOCK_STREAM,
  scenario,
  type Value,
} from '../../../runner/index.ts';
import { addPathRule, restrictSelf } from '../calls.ts';
import { cannotRead, canRead, makeFile, NO_READING } from '../domains/reading.ts';
import { withRuleset } from '../domains/rulesets.ts';
import { FS } from '../uapi.ts';

const doc =
  'Documentation/userspace-api/landlock.rst: Extending a ruleset; security/landlock/syscalls.c: get_ruleset_from_fd()';
const tags = ['ruleset', 'descriptor'];

/** How a ruleset gets to whom: another descriptor for it, and the actor who has that. */
const journeys: readonly { label: string; travel: (maker: Actor, ruleset: Value) => { actor: Actor; fd: Value } }[] = [
  { label: 'dup', travel: (maker, ruleset) => ({ actor: maker, fd: maker.dup(ruleset) }) },
  { label: 'dup3', travel: (maker, ruleset) => ({ actor: maker, fd: maker.dup3(ruleset, 200) }) },
  { label: 'F_DUPFD', travel: (maker, ruleset) => ({ actor: maker, fd: maker.fcntl(ruleset, F_DUPFD, 50) }) },
  {
    label: 'F_DUPFD_CLOEXEC',
    travel: (maker, ruleset) => ({ actor: maker, fd: maker.fcntl(ruleset, F_DUPFD_CLOEXEC, 50) }),
  },
  { label: 'fork', travel: (maker, ruleset) => ({ actor: maker.process('child'), fd: ruleset }) },
  {
    label: 'a shared descriptor table',
    travel: (maker, ruleset) => ({ actor: maker.process('child', CLONE_FILES), fd: ruleset }),
  },
  { label: 'a thread', travel: (maker, ruleset) => ({ actor: maker.thread('worker'), fd: ruleset }) },
  {
    label: 'exec, FD_CLOEXEC being cleared',
    travel: (maker, ruleset) => {
      const child = maker.process('child');
      child.fcntl(ruleset, F_SETFD, 0);
      child.reexec();
      return { actor: child, fd: ruleset };
    },
  },
  {
    label: 'a message',
    travel: (maker, ruleset) => {
      const [here, there] = maker.pairOf(maker.socketpair(AF_UNIX, SOCK_STREAM));
      const receiver = maker.process('receiver');
      maker.sendFds(here, [ruleset]);
      return { actor: receiver, fd: receiver.receiveFds(there).fds[0]! };
    },
  },
  {
    label: 'pidfd_getfd',
    travel: (maker, ruleset) => {
      const thief = maker.process('thief');
      return { actor: thief, fd: thief.pidfdGetfd(thief.pidfdOpen(maker), ruleset) };
    },
  },
];

scenario(
  'a ruleset that travels by {journey} is the same: what either adds, both enforce',
  { doc, tags, variants: { journey: journeys }, programs: ['strict', 'best-effort'] },
  (t) => {
    for (const path of ['one', 'two', 'three']) makeFile(t.main, path);
    const maker = t.main.process('maker');
    let enforcers: readonly Actor[] = [];
    withRuleset(maker, NO_READING, (ruleset) => {
      addPathRule(maker, ruleset, maker.open('one', O_PATH), FS.READ_FILE).expect(OK);
      const { actor, fd } = t.journey.travel(maker, ruleset);
      addPathRule(actor, fd, actor.open('two', O_PATH), FS.READ_FILE).expect(OK);
      restrictSelf(maker, ruleset).expect(OK);
      if (actor !== maker) restrictSelf(actor, fd).expect(OK);
      enforcers = [...new Set([maker, actor])];
    });
    for (const enforcer of enforcers) {
      canRead(enforcer, 'one');
      canRead(enforcer, 'two');
      cannotRead(enforcer, 'three');
    }
    if (enforcers.length === 0) canRead(maker, 'one');
  },
);

scenario(
  'who passes a ruleset on without enforcing it stays free',
  { doc, tags, programs: ['strict', 'best-effort'] },
  (t) => {
    makeFile(t.main);
    const broker = t.main.process('broker');
    let sandboxed: Actor | undefined;
    withRuleset(broker, NO_READING, (ruleset) => {
      sandboxed = broker.process('sandboxed');
      restrictSelf(sandboxed, ruleset).expect(OK);
      broker.close(ruleset);
    });
    if (sandboxed !== undefined) cannotRead(sandboxed);
    canRead(broker);
  },
);
