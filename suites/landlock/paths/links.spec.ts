import { type Actor, abi, EXDEV, O_NOFOLLOW, O_PATH, OK, type Step, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { makePlaces, readingBelow, readingBelowFd, tries, WALK } from './reading.ts';

const doc = WALK;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'links'];

const links: readonly { label: string; make: (actor: Actor) => void; granted: string; refused: string }[] = [
  {
    label: 'to a file',
    make: (actor) => {
      actor.symlink('../granted/file', 'other/link');
      actor.symlink('../other/file', 'granted/link');
    },
    granted: 'other/link',
    refused: 'granted/link',
  },
  {
    label: 'to a directory',
    make: (actor) => {
      actor.symlink('../granted', 'other/link');
      actor.symlink('../other', 'granted/link');
    },
    granted: 'other/link/file',
    refused: 'granted/link/file',
  },
  {
    label: 'with an absolute target',
    make: (actor) => {
      actor.symlink('/mnt/granted/file', 'other/link');
      actor.symlink('/mnt/other/file', 'granted/link');
    },
    granted: 'other/link',
    refused: 'granted/link',
  },
  {
    label: 'through another that lies where the rule is',
    make: (actor) => {
      actor.symlink('../granted/file', 'other/second');
      actor.symlink('../other/second', 'granted/first');
      actor.symlink('../other/file', 'granted/second');
      actor.symlink('../granted/second', 'other/first');
    },
    granted: 'granted/first',
    refused: 'other/first',
  },
];

scenario(
  'a symlink {link} is followed before rules are looked for',
  { doc, tags, variants: { link: links }, programs },
  (t) => {
    makePlaces(t.main, 'granted', 'other');
    t.link.make(t.main);
    landlock(t.main, readingBelow('granted'));
    tries(t.main, [t.link.granted], [t.link.refused]);
  },
);

scenario(
  'a rule for a symlink itself is accepted, and permits nothing by the path that it leads to',
  { doc, tags, programs },
  (t) => {
    makePlaces(t.main, 'other');
    t.main.symlink('other/file', 'link');
    landlock(t.main, readingBelowFd(t.main.open('link', O_PATH | O_NOFOLLOW)));
    tries(t.main, [], ['link', 'other/file']);
  },
);

const REFER_READ: readonly FsRight[] = ['REFER', 'READ_FILE'];

scenario(
  'a rule for a symlink itself is counted when it is moved to where that right is granted, {rule}',
  {
    doc: 'security/landlock/fs.c: current_check_refer_path(), no_more_access() (with the rules of the child)',
    tags: [...tags, 'refer'],
    variants: {
      rule: [
        { label: 'with a rule', granted: true },
        { label: 'without a rule', granted: false },
      ],
    },
    programs,
  },
  (t) => {
    makePlaces(t.main, 'granted', 'other');
    t.main.symlink('file', 'other/link');
    const link = t.main.open('other/link', O_PATH | O_NOFOLLOW);
    landlock(t.main, {
      fs: REFER_READ,
      rules: [
        { path: 'granted', access: REFER_READ },
        { path: 'other', access: ['REFER'] },
        ...(t.rule.granted ? [{ fd: link, access: ['READ_FILE'] as const }] : []),
      ],
    });
    t.main
      .rename('other/link', 'granted/link')
      .expect(
        t.rule.granted ? since(abi(2), OK).since(abi(1), EXDEV).otherwise(OK) : since(abi(1), EXDEV).otherwise(OK),
      );
  },
);

scenario('a rule for a file counts for each of its hard links', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'one', 'two');
  t.main.link('one/file', 'two/link');
  landlock(t.main, readingBelow('one/file'));
  tries(t.main, ['one/file', 'two/link'], ['two/file']);
  t.main.unlink('one/file');
  t.main.rename('two/link', 'two/renamed');
  tries(t.main, ['two/renamed'], []);
});

scenario('a rule for a directory counts for the hard links in it only', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'granted', 'other');
  t.main.link('granted/file', 'other/outside');
  t.main.link('other/file', 'granted/inside');
  landlock(t.main, readingBelow('granted'));
  tries(t.main, ['granted/file', 'granted/inside'], ['other/outside', 'other/file']);
});

/** Opens what a descriptor refers to. */
function again(actor: Actor, fd: Step): string {
  actor.dup3(fd, 100);
  return '/proc/self/fd/100';
}

scenario('a descriptor remembers by which hard link it was opened', { doc, tags, programs, proc: true }, (t) => {
  makePlaces(t.main, 'granted', 'other');
  t.main.link('granted/file', 'other/link');
  const inside = t.main.open('granted/file', O_PATH);
  const outside = t.main.open('other/link', O_PATH);
  landlock(t.main, readingBelow('granted'));
  tries(t.main, [again(t.main, inside)], []);
  tries(t.main, [], [again(t.main, outside)]);
});

scenario(
  'an unlinked name still lies where it was, though the file has other names',
  { doc, tags, programs, proc: true },
  (t) => {
    makePlaces(t.main, 'granted', 'other');
    t.main.link('granted/file', 'other/link');
    t.main.link('other/file', 'granted/link');
    const outside = t.main.open('other/link', O_PATH);
    const inside = t.main.open('granted/link', O_PATH);
    t.main.unlink('other/link');
    t.main.unlink('granted/link');
    landlock(t.main, readingBelow('granted'));
    tries(t.main, [again(t.main, inside)], []);
    tries(t.main, [], [again(t.main, outside)]);
  },
);
