import { type Actor, O_PATH, OK, scenario, type Value } from '../../../runner/index.ts';
import { addPathRule, restrictSelf } from '../calls.ts';
import { FS } from '../uapi.ts';
import { cannotRead, canRead, makeFile, NO_READING } from './reading.ts';
import { withRuleset } from './rulesets.ts';

const doc =
  'Documentation/userspace-api/landlock.rst: Enforcing a ruleset; security/landlock/: landlock_merge_ruleset() (copies)';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'ruleset'];

const allowHere = (actor: Actor, ruleset: Value) =>
  addPathRule(actor, ruleset, actor.open('.', O_PATH), FS.READ_FILE).expect(OK);

scenario(
  'a rule that is added after the enforcement is accepted and does not widen the domain',
  { doc, tags, programs },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    withRuleset(sandboxed, NO_READING, (ruleset) => {
      restrictSelf(sandboxed, ruleset);
      allowHere(sandboxed, ruleset);
    });
    cannotRead(sandboxed);
    cannotRead(sandboxed.process('child'));
  },
);

scenario(
  'a ruleset that is enforced again with one more rule does not widen the domain',
  { doc, tags, programs },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    withRuleset(sandboxed, NO_READING, (ruleset) => {
      restrictSelf(sandboxed, ruleset);
      allowHere(sandboxed, ruleset);
      restrictSelf(sandboxed, ruleset);
    });
    cannotRead(sandboxed);
  },
);

scenario(
  'a rule that is added after the enforcement holds for who enforces the ruleset next',
  { doc, tags, programs },
  (t) => {
    makeFile(t.main);
    const first = t.main.process('first');
    let second: Actor | undefined;
    withRuleset(first, NO_READING, (ruleset) => {
      second = first.process('second');
      restrictSelf(first, ruleset);
      allowHere(second, ruleset);
      restrictSelf(second, ruleset);
    });
    if (second !== undefined) canRead(second);
    cannotRead(first);
  },
);

scenario(
  'one ruleset may be enforced by {how}',
  {
    doc,
    tags,
    programs,
    variants: {
      how: [
        {
          label: 'the same thread twice',
          enforce: (maker: Actor, ruleset: Value) => {
            restrictSelf(maker, ruleset).expect(OK);
            restrictSelf(maker, ruleset).expect(OK);
            return [maker];
          },
        },
        {
          label: 'parent and child',
          enforce: (maker: Actor, ruleset: Value) => {
            const child = maker.process('child');
            restrictSelf(child, ruleset).expect(OK);
            restrictSelf(maker, ruleset).expect(OK);
            return [maker, child];
          },
        },
        {
          label: 'two threads',
          enforce: (maker: Actor, ruleset: Value) => {
            const worker = maker.thread('worker');
            worker.noNewPrivs();
            restrictSelf(worker, ruleset).expect(OK);
            restrictSelf(maker, ruleset).expect(OK);
            return [maker, worker];
          },
        },
      ],
    },
  },
  (t) => {
    t.main.mkdir('allowed');
    makeFile(t.main, 'allowed/file');
    makeFile(t.main);
    const maker = t.main.process('maker');
    let restricted = [maker];
    withRuleset(maker, NO_READING, (ruleset) => {
      addPathRule(maker, ruleset, maker.open('allowed', O_PATH), FS.READ_FILE);
      restricted = t.how.enforce(maker, ruleset);
    });
    for (const actor of restricted) {
      canRead(actor, 'allowed/file');
      cannotRead(actor);
    }
  },
);

scenario(
  'the domain outlives the descriptor of its ruleset and the descriptors of its rules',
  { doc, tags, programs },
  (t) => {
    t.main.mkdir('allowed');
    makeFile(t.main, 'allowed/file');
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    withRuleset(sandboxed, NO_READING, (ruleset) => {
      const directory = sandboxed.open('allowed', O_PATH);
      addPathRule(sandboxed, ruleset, directory, FS.READ_FILE);
      restrictSelf(sandboxed, ruleset);
      sandboxed.close(directory);
      sandboxed.close(ruleset);
    });
    canRead(sandboxed, 'allowed/file');
    cannotRead(sandboxed);
  },
);

scenario('a ruleset that is made and not enforced restricts nobody', { doc, tags, programs }, (t) => {
  makeFile(t.main);
  const maker = t.main.process('maker');
  withRuleset(maker, NO_READING, () => {});
  canRead(maker);
  canRead(maker.process('child'));
});
