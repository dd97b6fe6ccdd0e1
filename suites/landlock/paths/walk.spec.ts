import {
  type Actor,
  AT_FDCWD,
  ENOENT,
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  OK,
  RESOLVE_BENEATH,
  RESOLVE_IN_ROOT,
  scenario,
} from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';
import { makePlaces, readingBelow, tries, WALK } from './reading.ts';

const doc = WALK;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths'];

scenario('dots, relative and absolute names lead to the same file', { doc, tags, programs, proc: true }, (t) => {
  makePlaces(t.main, 'granted', 'other');
  const [granted, other] = ['granted', 'other'].map((path) => t.main.open(path, O_PATH));
  landlock(t.main, readingBelow('granted'));
  tries(
    t.main,
    ['/mnt/granted/file', './granted/./file', 'other/../granted//file', '/proc/self/cwd/granted/file'],
    ['/mnt/other/file', 'granted/../other/file', '/proc/self/root/mnt/other/file', '//mnt//other//file'],
  );
  t.main.openat(granted!, '../other/file').expect(DENIED);
  t.main.openat(other!, '../granted/file').expect(OK);
  t.main.openat2(granted!, 'file', { resolve: RESOLVE_BENEATH }).expect(OK);
  t.main.openat2(other!, '/file', { resolve: RESOLVE_IN_ROOT }).expect(DENIED);
  t.main.chdir('granted');
  tries(t.main, ['file', '../granted/file'], ['../other/file']);
});

scenario(
  'a rule for the root counts for everything that is mounted below',
  { doc, tags, programs, proc: true },
  (t) => {
    makePlaces(t.main, 'place');
    landlock(t.main, readingBelow('/'));
    tries(t.main, ['place/file', '/mnt/place/file', '/proc/self/status'], []);
  },
);

scenario('directories above a rule get nothing by it', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'above', 'above/granted', 'above/granted/below');
  landlock(t.main, readingBelow('above/granted'));
  tries(t.main, ['above/granted/file', 'above/granted/below/file'], ['above/file']);
});

const where: readonly { label: string; root: string; granted: boolean }[] = [
  { label: 'the directory of the rule', root: 'granted', granted: true },
  { label: 'a directory below the rule', root: 'granted/inner', granted: true },
  { label: 'a directory beside the rule', root: 'other', granted: false },
];

scenario(
  'rules count as before when the root is changed to {where}',
  { doc, tags, variants: { where }, programs },
  (t) => {
    makePlaces(t.main, 'granted', 'granted/inner', 'other');
    landlock(t.main, readingBelow('granted'));
    t.main.chroot(t.where.root).expect(OK);
    t.main.open('/file').expect(t.where.granted ? OK : DENIED);
    // The working directory is outside of the new root.
    tries(t.main, ['granted/file'], ['other/file']);
  },
);

scenario('a rule that is made after the root has changed is one for the directory', { doc, tags, programs }, (t) => {
  makePlaces(t.main, 'root', 'root/granted', 'other');
  t.main.chroot('root');
  landlock(t.main, readingBelow('/granted'));
  tries(t.main, ['/granted/file', 'root/granted/file'], ['/file', 'other/file']);
});

const removed: readonly { label: string; rule: readonly string[]; granted: boolean }[] = [
  { label: 'with a rule on the directory above', rule: ['above'], granted: true },
  { label: 'with a rule on the directory itself', rule: ['above/removed'], granted: true },
  { label: 'with a rule on another directory', rule: ['other'], granted: false },
  { label: 'without a rule', rule: [], granted: false },
];

scenario(
  'a removed working directory lies where it was, {rule}',
  { doc, tags, variants: { rule: removed }, programs },
  (t) => {
    for (const directory of ['above', 'above/removed', 'other']) t.main.mkdir(directory);
    const sandboxed: Actor = t.main.process('sandboxed');
    sandboxed.chdir('above/removed');
    landlock(sandboxed, {
      fs: ['READ_DIR', 'MAKE_DIR'],
      rules: t.rule.rule.map((name) => ({ path: `/mnt/${name}`, access: ['READ_DIR'] })),
    });
    t.main.rmdir('above/removed');
    sandboxed.open('.', O_RDONLY | O_DIRECTORY).expect(t.rule.granted ? OK : DENIED);
    sandboxed.openat(AT_FDCWD, '..', O_RDONLY | O_DIRECTORY).expect(t.rule.rule.includes('above') ? OK : DENIED);
    sandboxed
      .mkdir('new')
      .expect(ENOENT, 'fs/namei.c: filename_create() (a dead directory is found before the hooks)')
      .control('same');
  },
);

scenario(
  'an unlinked file lies where it was, {rule}',
  {
    doc,
    tags,
    programs,
    proc: true,
    variants: {
      rule: [
        { label: 'with a rule on the directory', path: 'above', granted: true },
        { label: 'with a rule on another directory', path: 'other', granted: false },
      ],
    },
  },
  (t) => {
    makePlaces(t.main, 'above', 'other');
    t.main.dup3(t.main.open('above/file', O_PATH), 100);
    t.main.unlink('above/file');
    landlock(t.main, readingBelow(t.rule.path));
    t.main.open('/proc/self/fd/100').expect(t.rule.granted ? OK : DENIED);
  },
);
