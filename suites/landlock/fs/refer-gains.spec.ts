import {
  abi,
  EACCES,
  EXDEV,
  type Expectation,
  OK,
  type Outcome,
  RENAME_EXCHANGE,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { FS, FS_FILE_RIGHTS, type FsRight } from '../uapi.ts';
import { abiOf } from './operation.ts';
import { layer, REFER_DOC, referAnswer } from './refer.ts';

const programs = ['strict', 'best-effort'] as const;
const tags = ['fs', 'refer'];
const rights = (Object.keys(FS) as FsRight[]).filter((right) => right !== 'REFER');
const countsForFiles = (right: FsRight) => (FS[right] & FS_FILE_RIGHTS) !== 0n;

/** What a move answers between a directory with the right and one without. */
function answer(right: FsRight, isDirectory: boolean, gains: boolean): Expectation {
  const [make, remove] = isDirectory ? ['MAKE_DIR', 'REMOVE_DIR'] : ['MAKE_REG', 'REMOVE_FILE'];
  let outcome: Outcome = OK;
  if (gains && (isDirectory || countsForFiles(right))) outcome = EXDEV;
  // Of two reasons to refuse, EACCES is told: the new name is made on the side without the right, or the old one removed there.
  if (right === (gains ? remove : make)) outcome = EACCES;
  const level = Math.max(2, abiOf(right));
  return since(abi(level), outcome)
    .since(abi(2), OK)
    .since(abi(1), abiOf(right) === 1 ? EXDEV : OK)
    .otherwise(OK);
}

scenario(
  'what is moved may lose {right}, and must not gain it',
  { doc: 'security/landlock/fs.c: no_more_access()', tags, variants: { right: rights }, programs },
  (t) => {
    const { main } = t;
    for (const path of ['plain', 'rich', 'plain/directory', 'rich/directory']) main.mkdir(path);
    for (const path of ['plain/file', 'rich/file']) main.writeFile(path, 'content');
    const actor = main.process('sandboxed');
    const right = t.right as FsRight;
    landlock(actor, layer(['REFER', right], { plain: ['REFER'], rich: ['REFER', right] }));
    actor.rename('plain/file', 'rich/gained').expect(answer(right, false, true));
    actor.rename('rich/file', 'plain/lost').expect(answer(right, false, false));
    actor.rename('plain/directory', 'rich/gained-directory').expect(answer(right, true, true));
    actor.rename('rich/directory', 'plain/lost-directory').expect(answer(right, true, false));
  },
);

scenario(
  'a file’s own rule counts for what it has already',
  {
    doc: 'security/landlock/fs.c: is_access_to_paths_allowed(), layer_masks_child1, layer_masks_child2',
    tags,
    programs,
  },
  (t) => {
    const { main } = t;
    for (const path of ['plain', 'rich']) main.mkdir(path);
    for (const path of ['plain/ruled', 'plain/second', 'plain/bare', 'rich/other', 'rich/another'])
      main.writeFile(path, 'content');
    const actor = main.process('sandboxed');
    const policy = layer(['REFER', 'WRITE_FILE'], {
      plain: ['REFER'],
      rich: ['REFER', 'WRITE_FILE'],
      'plain/ruled': ['WRITE_FILE'],
      'plain/second': ['WRITE_FILE'],
    });
    landlock(actor, policy);
    actor.link('plain/ruled', 'rich/linked').expect(referAnswer([policy], OK));
    actor.link('plain/bare', 'rich/bare').expect(referAnswer([policy], EXDEV));
    actor.renameat2('plain/bare', 'rich/other', RENAME_EXCHANGE).expect(referAnswer([policy], EXDEV));
    actor.renameat2('plain/ruled', 'rich/other', RENAME_EXCHANGE).expect(referAnswer([policy], OK));
    // The other way around: what gains, or would, is named second.
    actor.renameat2('rich/another', 'plain/bare', RENAME_EXCHANGE).expect(referAnswer([policy], EXDEV));
    actor.renameat2('rich/another', 'plain/second', RENAME_EXCHANGE).expect(referAnswer([policy], OK));
  },
);

const exchanges = [
  { label: 'READ_FILE, files', right: 'READ_FILE', plain: 'file', rich: 'file', answer: EXDEV },
  { label: 'READ_DIR, files', right: 'READ_DIR', plain: 'file', rich: 'file', answer: OK },
  {
    label: 'READ_DIR, a directory that loses and a file',
    right: 'READ_DIR',
    plain: 'file',
    rich: 'directory',
    answer: OK,
  },
  {
    label: 'READ_DIR, a directory that gains and a file',
    right: 'READ_DIR',
    plain: 'directory',
    rich: 'file',
    answer: EXDEV,
  },
  { label: 'READ_DIR, directories', right: 'READ_DIR', plain: 'directory', rich: 'directory', answer: EXDEV },
] as const;

scenario(
  'in an exchange neither side may gain, whichever is named first: {exchange}',
  { doc: 'security/landlock/fs.c: no_more_access()', tags, variants: { exchange: exchanges }, programs },
  (t) => {
    const { main } = t;
    const { right, plain, rich } = t.exchange;
    for (const [folder, kind] of [
      ['plain', plain],
      ['rich', rich],
    ] as const) {
      main.mkdir(folder);
      if (kind === 'file') main.writeFile(`${folder}/item`, 'content');
      else main.mkdir(`${folder}/item`);
    }
    const actor = main.process('sandboxed');
    const policy = layer(['REFER', right], { plain: ['REFER'], rich: ['REFER', right] });
    landlock(actor, policy);
    const answer = referAnswer([policy], t.exchange.answer);
    actor.renameat2('plain/item', 'rich/item', RENAME_EXCHANGE).expect(answer);
    // A success has turned the two around; a second one would ask the opposite.
    if (t.exchange.answer !== OK) actor.renameat2('rich/item', 'plain/item', RENAME_EXCHANGE).expect(answer);
  },
);

scenario('what went into a sinkhole does not come out of it', { doc: REFER_DOC, tags, programs }, (t) => {
  const { main } = t;
  for (const path of ['work', 'sink', 'work/directory']) main.mkdir(path);
  main.writeFile('work/file', 'content');
  const actor = main.process('sandboxed');
  const policy = layer(['REFER', 'READ_FILE', 'WRITE_FILE', 'READ_DIR'], {
    work: ['REFER', 'READ_FILE', 'WRITE_FILE', 'READ_DIR'],
    sink: ['REFER'],
  });
  landlock(actor, policy);
  const allowed = referAnswer([policy], OK);
  actor.rename('work/file', 'sink/file').expect(allowed);
  actor.rename('work/directory', 'sink/directory').expect(allowed);
  // Where the moves were refused there is nothing in the sinkhole to bring back.
  if (t.arm === 'test' && t.facts.abi === 1) return;
  actor.open('sink/file').expect(since(abi(1), EACCES).otherwise(OK));
  actor.link('sink/file', 'work/linked').expect(referAnswer([policy], EXDEV));
  actor.rename('sink/file', 'work/again').expect(referAnswer([policy], EXDEV));
  actor.rename('sink/directory', 'work/again-directory').expect(referAnswer([policy], EXDEV));
});
