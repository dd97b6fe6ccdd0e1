import { type Actor, CLONE_NEWUSER, CLONE_PARENT, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { cannotRead, cannotWrite, canRead, canWrite, makeFile, NO_READING, NO_WRITING } from './reading.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Inheritance';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'inheritance'];

const heirs: readonly { label: string; of: (actor: Actor) => Actor }[] = [
  { label: 'a child', of: (actor) => actor.process('child') },
  { label: 'a grandchild', of: (actor) => actor.process('child').process('grandchild') },
  { label: 'a child made with CLONE_PARENT', of: (actor) => actor.process('child', CLONE_PARENT) },
  { label: 'a child in a user namespace of its own', of: (actor) => actor.process('child', CLONE_NEWUSER) },
  { label: 'a thread', of: (actor) => actor.thread('worker') },
  { label: 'a thread of a thread', of: (actor) => actor.thread('worker').thread('helper') },
  { label: 'a child of a thread', of: (actor) => actor.thread('worker').process('child') },
  { label: 'a thread of a child', of: (actor) => actor.process('child').thread('worker') },
  {
    label: 'the program that it executes',
    of: (actor) => {
      actor.reexec();
      return actor;
    },
  },
  {
    label: 'a child that executes a program',
    of: (actor) => {
      const child = actor.process('child');
      child.reexec();
      return child;
    },
  },
];

scenario(
  'a domain is inherited by {heir} and nothing more is taken away',
  { doc, tags, variants: { heir: heirs }, programs },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_READING);
    const heir = t.heir.of(sandboxed);
    cannotRead(heir);
    canWrite(heir);
  },
);

scenario(
  'a domain with rules and two layers is inherited as it is by {heir}',
  { doc, tags, variants: { heir: heirs }, programs },
  (t) => {
    t.main.mkdir('allowed');
    makeFile(t.main, 'allowed/file');
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { ...NO_READING, rules: [{ path: 'allowed', access: ['READ_FILE'] }] });
    landlock(sandboxed, NO_WRITING);
    const heir = t.heir.of(sandboxed);
    canRead(heir, 'allowed/file');
    cannotRead(heir);
    cannotWrite(heir, 'allowed/file');
  },
);

scenario(
  "an heir's own layer comes on top of the inherited one: {heir}",
  { doc, tags, variants: { heir: heirs }, programs },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_READING);
    const heir = t.heir.of(sandboxed);
    landlock(heir, NO_WRITING);
    cannotRead(heir);
    cannotWrite(heir);
  },
);

scenario('what a child enforces does not restrict its parent', { doc, tags, programs }, (t) => {
  makeFile(t.main);
  const parent = t.main.process('parent');
  const child = parent.process('child');
  landlock(child, NO_READING);
  cannotRead(child);
  canRead(parent);
  canRead(parent.process('sibling'));
});

scenario(
  'a child that exists before the enforcement stays free, and so do its children',
  { doc, tags, programs },
  (t) => {
    makeFile(t.main);
    const parent = t.main.process('parent');
    const earlier = parent.process('earlier');
    landlock(parent, NO_READING);
    cannotRead(parent);
    canRead(earlier);
    canRead(earlier.process('grandchild'));
  },
);
