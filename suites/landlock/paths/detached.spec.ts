import {
  type Actor,
  AT_FDCWD,
  AT_RECURSIVE,
  FSCONFIG_CMD_CREATE,
  O_CREAT,
  O_RDWR,
  OK,
  OPEN_TREE_CLONE,
  scenario,
} from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';
import { makePlaces, readingBelow, readingBelowFd, WALK } from './reading.ts';

// A detached mount has nothing above it: the walk ends at its root.
const doc = WALK;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'mounts'];

const rules = [
  { label: 'for the copied directory counts', rule: 'above/copied', granted: true },
  { label: 'for a directory below counts', rule: 'above/copied/below', granted: true },
  { label: 'for the file counts', rule: 'above/copied/below/file', granted: true },
  { label: 'for the directory above does not count', rule: 'above', granted: false },
  { label: 'for the root does not count', rule: '/', granted: false },
];
const makers = [
  { label: 'by another', sandboxed: false },
  { label: 'by the sandbox', sandboxed: true },
];

scenario(
  'in a detached copy that was made {maker} a rule {rule}',
  { doc, tags, variants: { rule: rules, maker: makers }, programs },
  (t) => {
    makePlaces(t.main, 'above', 'above/copied', 'above/copied/below');
    const copy = () => t.main.openTree(AT_FDCWD, 'above/copied', OPEN_TREE_CLONE);
    const early = t.maker.sandboxed ? undefined : copy();
    landlock(t.main, readingBelow(t.rule.rule));
    const tree = early ?? copy();
    t.main.openat(tree, 'below/file').expect(t.rule.granted ? OK : DENIED);
    // The original is where it was.
    t.main.open('above/copied/below/file').expect(OK);
  },
);

scenario('in a detached copy of a tree the walk goes up to the root of the copy', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'above', 'above/copied');
  t.main.mkdir('above/copied/point');
  t.main.mount('tmpfs', 'above/copied/point', 'tmpfs');
  t.main.writeFile('above/copied/point/file');
  const [counts, above] = ['counts', 'above'].map((name) => t.main.process(name)) as [Actor, Actor];
  for (const [actor, rule, answer] of [
    [counts, 'above/copied', OK],
    [above, 'above', DENIED],
  ] as const) {
    const own = actor.openTree(AT_FDCWD, 'above/copied', OPEN_TREE_CLONE | AT_RECURSIVE);
    landlock(actor, readingBelow(rule));
    actor.openat(own, 'point/file').expect(answer);
  }
});

/** A detached mount of a new tmpfs, of whose root a descriptor is returned. */
function newTree(actor: Actor) {
  const context = actor.fsopen('tmpfs');
  actor.fsconfig(context, FSCONFIG_CMD_CREATE);
  return actor.fsmount(context);
}

scenario('a filesystem that a sandbox makes for itself is of no use to it', { doc, tags, programs }, (t) => {
  landlock(t.main, { fs: ['MAKE_REG', 'WRITE_FILE'], rules: [{ path: '/', access: ['MAKE_REG', 'WRITE_FILE'] }] });
  t.main.openat(newTree(t.main), 'file', O_RDWR | O_CREAT).expect(DENIED);
});

scenario('a detached filesystem that was made before can have a rule', { doc, tags, programs }, (t) => {
  const [ruled, other] = [newTree(t.main), newTree(t.main)];
  for (const tree of [ruled, other]) t.main.openat(tree, 'file', O_RDWR | O_CREAT);
  landlock(t.main, readingBelowFd(ruled));
  t.main.openat(ruled, 'file').expect(OK);
  t.main.openat(other, 'file').expect(DENIED);
});
