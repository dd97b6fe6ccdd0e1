import {
  abi,
  EACCES,
  erratum,
  flawed,
  OK,
  RENAME_WHITEOUT,
  S_IFCHR,
  scenario,
  since,
  vulnerable,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

const doc = 'security/landlock/errata/abi-1.h: erratum_4; security/landlock/fs.c: get_mode_access()';
const tags = ['regressions', 'fs', 'whiteout'];
const programs = ['strict', 'best-effort'] as const;

scenario(
  'a whiteout, which is a device with the number 0, is made with MAKE_REG like the file that it hides: granted {granted}',
  {
    doc,
    tags,
    variants: {
      granted: [
        { label: 'MAKE_REG', rights: ['MAKE_REG'] as FsRight[], regular: true },
        { label: 'MAKE_CHAR', rights: ['MAKE_CHAR'] as FsRight[], regular: false },
      ],
    },
    programs,
  },
  (t) => {
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['MAKE_REG', 'MAKE_CHAR'], rules: [{ path: '.', access: t.granted.rights }] });
    const answer = t.granted.regular
      ? when(erratum(4), OK).since(abi(1), flawed(KNOWN.whiteouts, EACCES)).otherwise(OK)
      : when(erratum(4), EACCES).since(abi(1), flawed(KNOWN.whiteouts, OK)).otherwise(OK);
    actor.mknod('whiteout', S_IFCHR).expect(answer);
  },
);

scenario('a rename that leaves a whiteout behind needs MAKE_REG where it leaves it', { doc, tags, programs }, (t) => {
  for (const directory of ['old', 'other']) t.main.mkdir(directory);
  const actor = t.main.process('sandboxed');
  landlock(actor, { fs: ['MAKE_REG'] });
  actor.rename('other', 'moved').expect(OK);
  const answer = when(erratum(4), EACCES).since(abi(1), vulnerable(KNOWN.whiteouts, OK)).otherwise(OK);
  actor.renameat2('old', 'new', RENAME_WHITEOUT).expect(answer);
  actor.mknod('file', 0).expect(since(abi(1), EACCES).otherwise(OK));
});
