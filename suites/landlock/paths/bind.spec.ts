import { type Actor, MS_BIND, MS_MOVE, MS_REC, O_PATH, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { makePlaces, readingBelow, readingBelowFd, tries, WALK } from './reading.ts';

const doc = `Documentation/userspace-api/landlock.rst: Bind mounts and OverlayFS; ${WALK}`;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'mounts'];

/** `from/source/inner` is mounted again as `to/bind/inner`. */
function bind(actor: Actor): void {
  makePlaces(actor, 'from', 'from/source', 'from/source/inner', 'to');
  actor.mkdir('to/bind');
  actor.mount('from/source', 'to/bind', null, MS_BIND);
}

const SOURCE = ['from/source/file', 'from/source/inner/file'];
const BIND = ['to/bind/file', 'to/bind/inner/file'];
const places: readonly { label: string; rule: string; granted: readonly string[]; refused: readonly string[] }[] = [
  { label: 'the source counts for both', rule: 'from/source', granted: [...SOURCE, ...BIND], refused: ['to/file'] },
  { label: 'the mount itself counts for both', rule: 'to/bind', granted: [...SOURCE, ...BIND], refused: ['from/file'] },
  { label: 'the directory above the source counts there', rule: 'from', granted: SOURCE, refused: BIND },
  { label: 'the directory above the mount counts there', rule: 'to', granted: BIND, refused: SOURCE },
  {
    label: 'a directory in the source counts for both',
    rule: 'from/source/inner',
    granted: [SOURCE[1]!, BIND[1]!],
    refused: [SOURCE[0]!, BIND[0]!],
  },
  {
    label: 'a directory found through the mount counts for both',
    rule: 'to/bind/inner',
    granted: [SOURCE[1]!, BIND[1]!],
    refused: [SOURCE[0]!, BIND[0]!],
  },
  {
    label: 'a file counts for both',
    rule: 'to/bind/file',
    granted: [SOURCE[0]!, BIND[0]!],
    refused: [SOURCE[1]!, BIND[1]!],
  },
];

scenario('of a bind mount, a rule for {place}', { doc, tags, variants: { place: places }, programs }, (t) => {
  bind(t.main);
  landlock(t.main, readingBelow(t.place.rule));
  tries(t.main, t.place.granted, t.place.refused);
});

scenario('of a bind mount, a rule for the covered directory counts for nothing', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'source', 'covered');
  const covered = t.main.open('covered', O_PATH);
  t.main.mount('source', 'covered', null, MS_BIND);
  landlock(t.main, readingBelowFd(covered));
  tries(t.main, [], ['source/file', 'covered/file']);
});

scenario(
  'of a bind mount of a file, rules for the file and for what is above each name count',
  { doc, tags, programs },
  (t) => {
    makePlaces(t.main, 'from', 'to', 'other');
    t.main.mount('from/file', 'to/file', null, MS_BIND);
    t.main.mount('from/file', 'other/file', null, MS_BIND);
    const [above, itself] = ['above', 'itself'].map((name) => t.main.process(name)) as [Actor, Actor];
    landlock(above, readingBelow('to'));
    tries(above, ['to/file'], ['from/file', 'other/file']);
    landlock(itself, readingBelow('from/file'));
    tries(itself, ['from/file', 'to/file', 'other/file'], []);
  },
);

scenario('a directory mounted over itself is still the one of the rule', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'place');
  const before = t.main.open('place', O_PATH);
  t.main.mount('place', 'place', null, MS_BIND);
  landlock(t.main, readingBelowFd(before));
  tries(t.main, ['place/file'], []);
});

scenario('the walk goes up from mount to mount', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'one', 'two', 'three', 'one/inner');
  for (const point of ['two/first', 'three/second']) t.main.mkdir(point);
  t.main.mount('one/inner', 'two/first', null, MS_BIND);
  t.main.mount('two', 'three/second', null, MS_BIND | MS_REC);
  const [first, second, third] = ['one', 'two', 'three'].map((name) => {
    const actor = t.main.process(name);
    landlock(actor, readingBelow(name));
    return actor;
  }) as [Actor, Actor, Actor];
  // The same file by three paths: each is granted by what lies above it there.
  tries(first, ['one/inner/file'], ['two/first/file', 'three/second/first/file']);
  tries(second, ['two/first/file', 'three/second/first/file'], ['one/inner/file']);
  tries(third, ['three/second/first/file'], ['one/inner/file', 'two/first/file']);
});

scenario('a mount that is moved lies where it is now', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'granted', 'other', 'source');
  for (const point of ['granted/point', 'other/point']) t.main.mkdir(point);
  t.main.mount('source', 'granted/point', null, MS_BIND);
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, readingBelow('granted'));
  tries(sandboxed, ['granted/point/file'], []);
  t.main.mount('granted/point', 'other/point', null, MS_MOVE);
  tries(sandboxed, [], ['other/point/file']);
});
