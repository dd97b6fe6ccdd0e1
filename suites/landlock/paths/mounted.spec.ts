import { type Actor, CLONE_NEWNS, MNT_DETACH, O_PATH, OK, scenario } from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';
import { makePlaces, readingBelow, readingBelowFd, tries, WALK } from './reading.ts';

const doc = WALK;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'mounts'];

/** Mounts a new filesystem with a file in it. */
function mountOn(actor: Actor, path: string): void {
  actor.mount('tmpfs', path, 'tmpfs');
  actor.writeFile(`${path}/file`);
}

scenario(
  'a rule above a mount point counts for what is mounted there, {when}',
  {
    doc,
    tags,
    programs,
    variants: { when: [{ label: 'mounted before' }, { label: 'mounted afterwards by another' }] },
  },
  (t) => {
    for (const directory of ['granted', 'granted/point', 'other']) t.main.mkdir(directory);
    const sandboxed = t.main.process('sandboxed');
    if (t.when.label === 'mounted before') mountOn(t.main, 'granted/point');
    landlock(sandboxed, readingBelow('granted'));
    if (t.when.label !== 'mounted before') mountOn(t.main, 'granted/point');
    mountOn(t.main, 'other');
    tries(sandboxed, ['granted/point/file'], ['other/file']);
  },
);

scenario('a rule for a directory does not count for what is mounted over it', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'place');
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, readingBelow('place'));
  tries(sandboxed, ['place/file'], []);
  mountOn(t.main, 'place');
  tries(sandboxed, [], ['place/file']);
  t.main.umount2('place', MNT_DETACH);
  tries(sandboxed, ['place/file'], []);
});

scenario('of filesystems that are mounted over each other the visible one counts', { doc, tags, programs }, (t) => {
  t.main.mkdir('place');
  mountOn(t.main, 'place');
  const hidden = t.main.open('place', O_PATH);
  mountOn(t.main, 'place');
  const [lower, upper] = ['lower', 'upper'].map((name) => t.main.process(name)) as [Actor, Actor];
  landlock(lower, readingBelowFd(hidden));
  landlock(upper, readingBelow('place'));
  tries(lower, [], ['place/file']);
  tries(upper, ['place/file'], []);
  // By a descriptor, the hidden one is there, too.
  lower.openat(hidden, 'file').expect(OK);
  upper.openat(hidden, 'file').expect(DENIED);
});

scenario('a rule counts in every mount namespace that shows the inode', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'granted', 'other');
  t.main.mkdir('granted/point');
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, readingBelow('granted'));
  const other = sandboxed.process('other');
  other.unshare(CLONE_NEWNS);
  tries(other, ['granted/file'], ['other/file']);
  // What is mounted in one is not in the other.
  mountOn(t.main, 'granted');
  tries(sandboxed, [], ['granted/file']);
  tries(other, ['granted/file'], []);
});

scenario('rules count in a mount namespace that is joined', { doc, tags, programs, proc: true }, (t) => {
  makePlaces(t.main, 'granted', 'other');
  const own = t.main.open('/proc/self/ns/mnt');
  t.main.unshare(CLONE_NEWNS);
  landlock(t.main, readingBelow('granted'));
  t.main.setns(own, CLONE_NEWNS);
  tries(t.main, ['/mnt/granted/file'], ['/mnt/other/file']);
});

/** Makes `root` a mount with `old` in it, and the root. */
function pivot(actor: Actor): void {
  actor.mkdir('outer');
  actor.mount('tmpfs', 'outer', 'tmpfs');
  actor.chdir('outer');
  actor.chroot('.');
  makePlaces(actor, 'left', 'root');
  mountOn(actor, 'root');
  makePlaces(actor, 'root/granted');
  actor.mkdir('root/old');
  actor.pivotRoot('root', 'root/old');
  actor.chdir('/');
}

scenario('after the root was changed for another, rules are for what is there now', { doc, tags, programs }, (t) => {
  pivot(t.main);
  const [inside, left] = ['inside', 'left'].map((name) => t.main.process(name)) as [Actor, Actor];
  landlock(inside, readingBelow('granted'));
  landlock(left, readingBelow('old'));
  tries(inside, ['granted/file'], ['file', 'old/left/file']);
  tries(left, ['old/left/file'], ['file', 'granted/file']);
  const root = t.main.process('root');
  landlock(root, readingBelow('/'));
  tries(root, ['file', 'granted/file', 'old/left/file'], []);
});

const rules = [
  { label: 'with a rule above the former mount point', rule: 'above', granted: false },
  { label: 'with a rule on the root of the mount', rule: 'above/point', granted: true },
  { label: 'with a rule in the mount', rule: 'above/point/inner', granted: true },
];

scenario(
  'a tree that was unmounted lazily ends at its root, {rule}',
  { doc, tags, variants: { rule: rules }, programs },
  (t) => {
    makePlaces(t.main, 'above');
    t.main.mkdir('above/point');
    mountOn(t.main, 'above/point');
    makePlaces(t.main, 'above/point/inner');
    t.main.chdir('above/point/inner');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, readingBelow(`/mnt/${t.rule.rule}`));
    sandboxed.open('file').expect(OK);
    t.main.umount2('/mnt/above/point', MNT_DETACH);
    sandboxed.open('file').expect(t.rule.granted ? OK : DENIED);
  },
);
