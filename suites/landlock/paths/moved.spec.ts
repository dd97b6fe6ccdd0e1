import { type Actor, O_PATH, OK, RENAME_EXCHANGE, scenario } from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { makePlaces, readingBelow, tries, WALK } from './reading.ts';

// Rules belong to inodes: they go where the inode goes, and names mean nothing to them.
const doc = `${WALK}; Documentation/security/landlock.rst: Inode access rights`;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'rename'];

const changes: readonly {
  label: string;
  make: (actor: Actor) => void;
  granted: readonly string[];
  refused: readonly string[];
}[] = [
  {
    label: 'a ruled directory that is renamed keeps its rule',
    make: (actor) => {
      actor.rename('granted', 'renamed');
      makePlaces(actor, 'granted');
    },
    granted: ['renamed/file'],
    refused: ['granted/file'],
  },
  {
    label: 'a ruled directory keeps its rule below another',
    make: (actor) => actor.rename('granted', 'other/moved'),
    granted: ['other/moved/file'],
    refused: ['other/file'],
  },
  {
    label: 'a ruled directory that is exchanged with another keeps its rule',
    make: (actor) => actor.renameat2('granted', 'other', RENAME_EXCHANGE),
    granted: ['other/file'],
    refused: ['granted/file'],
  },
  {
    label: 'a directory with the name of a removed one has no rule',
    make: (actor) => {
      actor.unlink('granted/file');
      actor.rmdir('granted');
      makePlaces(actor, 'granted');
    },
    granted: [],
    refused: ['granted/file'],
  },
  {
    label: 'a file that is moved below a rule gets it, one that is moved away loses it',
    make: (actor) => {
      actor.rename('granted/file', 'other/away');
      actor.rename('other/file', 'granted/here');
    },
    granted: ['granted/here'],
    refused: ['other/away'],
  },
  {
    label: 'a directory that is moved below a rule gets it for all that it holds',
    make: (actor) => actor.rename('other', 'granted/moved'),
    granted: ['granted/moved/file', 'granted/file'],
    refused: [],
  },
];

scenario('{change}', { doc, tags, variants: { change: changes }, programs }, (t) => {
  makePlaces(t.main, 'granted', 'other');
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, readingBelow('granted'));
  t.change.make(t.main);
  tries(sandboxed, t.change.granted, t.change.refused);
});

scenario('a ruled file keeps its rule when it is renamed, and its successor has none', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'granted', 'other');
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, readingBelow('granted/file'));
  t.main.rename('granted/file', 'other/renamed');
  t.main.rename('other/file', 'granted/file');
  tries(sandboxed, ['other/renamed'], ['granted/file']);
  // A file that takes a name away does not take over the rule of what had it.
  t.main.rename('granted/file', 'other/renamed');
  tries(sandboxed, [], ['other/renamed']);
});

scenario('a sandbox that may move a ruled directory moves the rule with it', { doc, tags, programs }, (t) => {
  const moving: readonly FsRight[] = ['REMOVE_DIR', 'MAKE_DIR'];
  makePlaces(t.main, 'granted');
  landlock(t.main, {
    fs: ['READ_FILE', ...moving],
    rules: [
      { path: '.', access: moving },
      { path: 'granted', access: ['READ_FILE'] },
    ],
  });
  t.main.rename('granted', 'renamed').expect(OK);
  t.main.open('renamed/file').expect(OK);
});

scenario('an open directory that is moved lies where it is now', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'granted', 'other', 'granted/goes', 'other/comes');
  const sandboxed = t.main.process('sandboxed');
  const [goes, comes] = ['granted/goes', 'other/comes'].map((path) => sandboxed.open(path, O_PATH));
  landlock(sandboxed, readingBelow('granted'));
  t.main.rename('granted/goes', 'other/goes');
  t.main.rename('other/comes', 'granted/comes');
  sandboxed.openat(goes!, 'file').expect(DENIED);
  sandboxed.openat(comes!, 'file').expect(OK);
});
