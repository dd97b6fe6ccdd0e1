import {
  type Actor,
  abi,
  and,
  EACCES,
  EXDEV,
  type Expectation,
  MS_BIND,
  not,
  O_PATH,
  OK,
  type Outcome,
  or,
  scenario,
  when,
} from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { DOC, disconnect, disconnectedRules, FIXED, ofMount } from './disconnected.ts';
import { readingBelow, readingBelowFd } from './reading.ts';

const doc = DOC;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'mounts', 'errata'];

type Counts = (typeof disconnectedRules)[number]['counts'];

/** Success where a rule counts, an error where it does not and the ABI has the right. */
function answer(counts: Counts, errno: Outcome): Expectation {
  const refused = when(abi(1), errno).otherwise(OK);
  if (counts === 'always') return OK;
  return counts === 'fixed' ? ofMount(errno) : refused;
}

scenario(
  'opening a file in a directory that was moved out of a mount: a rule for {rule}',
  { doc, tags, variants: { rule: disconnectedRules }, programs },
  (t) => {
    const { moved } = disconnect(t.main);
    landlock(t.main, readingBelow(t.rule.path));
    t.main.openat(moved, 'file').expect(answer(t.rule.counts, EACCES));
  },
);

scenario(
  'opening a file in a directory that was moved out of a mount: a rule for the covered mount point counts for nothing',
  { doc, tags, programs },
  (t) => {
    const { moved, covered } = disconnect(t.main);
    landlock(t.main, readingBelowFd(covered));
    t.main.openat(moved, 'file').expect(DENIED);
  },
);

scenario(
  'opening a directory again that was moved out of a mount: a rule for {rule}',
  { doc, tags, variants: { rule: disconnectedRules }, where: ({ rule }) => rule.label !== 'the file', programs },
  (t) => {
    const { moved } = disconnect(t.main);
    landlock(t.main, { fs: ['READ_DIR'], rules: [{ path: t.rule.path, access: ['READ_DIR'] }] });
    t.main.openat(moved, '.').expect(answer(t.rule.counts, EACCES));
  },
);

scenario(
  'a file that was moved out of a mount lies where it is now, and below the mount',
  { doc, tags, programs, proc: true },
  (t) => {
    for (const directory of ['source', 'above', 'above/point', 'new']) t.main.mkdir(directory);
    t.main.writeFile('source/file');
    t.main.mount('source', 'above/point', null, MS_BIND);
    t.main.dup3(t.main.open('above/point/file', O_PATH), 100);
    t.main.rename('source/file', 'new/file');
    const [at, above] = ['at', 'above'].map((name) => t.main.process(name)) as [Actor, Actor];
    landlock(at, readingBelow('new'));
    landlock(above, readingBelow('above'));
    at.open('/proc/self/fd/100').expect(OK);
    above.open('/proc/self/fd/100').expect(answer('fixed', EACCES));
  },
);

const MAKING: readonly FsRight[] = ['MAKE_REG', 'REMOVE_FILE'];

scenario(
  'renaming within a directory that was moved out of a mount: a rule for {rule}',
  {
    doc,
    tags: [...tags, 'rename'],
    variants: { rule: disconnectedRules },
    where: ({ rule }) => rule.label !== 'the file',
    programs,
  },
  (t) => {
    const { moved } = disconnect(t.main);
    landlock(t.main, { fs: MAKING, rules: [{ path: t.rule.path, access: MAKING }] });
    t.main.syscall('renameat', moved, 'file', moved, 'renamed').expect(answer(t.rule.counts, EACCES));
  },
);

// Kernels without the fix warn when directories are compared (WARN_ON_ONCE in collect_domain_accesses()), but judge as those
// with it: this walk starts anew at the root of the mount.
const comparing = or(FIXED, not(abi(2)));

scenario(
  'moving a file to another directory out of a mount: REFER by a rule for {rule}',
  {
    doc: 'security/landlock/errata/abi-1.h: erratum_3; security/landlock/fs.c: collect_domain_accesses()',
    tags: [...tags, 'rename', 'refer'],
    variants: {
      rule: [
        ...disconnectedRules.filter(({ counts }) => counts !== 'always'),
        { label: 'its new parent', path: 'new', counts: 'always' },
        { label: 'the root of its filesystem', path: '/mnt', counts: 'always' },
      ],
    },
    programs,
    needs: [comparing],
  },
  (t) => {
    const { moved } = disconnect(t.main);
    t.main.mkdir('new/moved/inner');
    const inner = t.main.openat(moved, 'inner', O_PATH);
    landlock(t.main, { fs: ['REFER'], rules: [{ path: t.rule.path, access: ['REFER'] }] });
    const granted = t.rule.counts !== 'never';
    // ABI 1 has no REFER: a best-effort program has nothing to ask for.
    t.main.syscall('renameat', moved, 'file', inner, 'file').expect(granted ? OK : when(abi(2), EXDEV).otherwise(OK));
  },
);

scenario(
  'linking a file to another directory out of a mount: REFER by a rule for {rule}',
  {
    doc: 'security/landlock/errata/abi-1.h: erratum_3; security/landlock/fs.c: collect_domain_accesses()',
    tags: [...tags, 'link', 'refer'],
    variants: { rule: disconnectedRules.filter(({ label }) => label !== 'the file' && label !== 'a directory beside') },
    programs,
    needs: [comparing],
  },
  (t) => {
    const rights: readonly FsRight[] = ['REFER', 'MAKE_REG'];
    const { moved } = disconnect(t.main);
    t.main.mkdir('new/moved/inner');
    const inner = t.main.openat(moved, 'inner', O_PATH);
    landlock(t.main, { fs: rights, rules: [{ path: t.rule.path, access: rights }] });
    const granted = t.rule.counts !== 'never';
    t.main
      .linkat(moved, 'file', inner, 'link')
      .expect(
        granted
          ? when(and(abi(1), not(abi(2))), EXDEV).otherwise(OK)
          : when(abi(2), EACCES).when(abi(1), EXDEV).otherwise(OK),
      );
  },
);
