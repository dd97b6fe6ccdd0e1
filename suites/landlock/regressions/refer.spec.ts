import {
  abi,
  EXDEV,
  feature,
  OK,
  RENAME_EXCHANGE,
  RENAME_NOREPLACE,
  scenario,
  vulnerable,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';

scenario(
  'a file does not change directories in a domain that does not handle REFER: {flags}',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_REFER, "right is always denied by default"; security/landlock/fs.c: current_check_refer_path()',
    tags: ['regressions', 'fs', 'refer'],
    variants: {
      flags: [
        { label: 'moved', value: RENAME_NOREPLACE, to: 'b/new' },
        { label: 'exchanged', value: RENAME_EXCHANGE, to: 'b/other' },
      ],
    },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    for (const directory of ['a', 'b']) t.main.mkdir(directory);
    for (const file of ['a/file', 'b/other']) t.main.writeFile(file);
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['EXECUTE'] });
    // ABI 1 has no right that could permit it. The rules of 5.19 forgot that not to handle the right is not to grant it.
    const answer = when(feature('refer-denied-by-default'), EXDEV)
      .since(abi(2), vulnerable(KNOWN.implicitRefer, OK))
      .since(abi(1), EXDEV)
      .otherwise(OK);
    actor.renameat2('a/file', t.flags.to, t.flags.value).expect(answer);
  },
);
