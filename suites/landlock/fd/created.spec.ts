import { abi, EACCES, O_CREAT, O_RDWR, O_TMPFILE, O_TRUNC, OK, scenario, since, value } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

scenario(
  'a file that its creator made lacks the right too, {file}, {granted}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Truncating files',
    tags: ['fd', 'truncate'],
    variants: {
      file: [
        { label: 'O_CREAT', path: 'new', flags: O_RDWR | O_CREAT },
        { label: 'O_CREAT with O_TRUNC', path: 'new', flags: O_RDWR | O_CREAT | O_TRUNC },
        { label: 'O_TMPFILE', path: '.', flags: O_RDWR | O_TMPFILE },
      ],
      granted: [
        { label: 'with the right', rights: ['TRUNCATE'] as FsRight[] },
        { label: 'without the right', rights: [] as FsRight[] },
      ],
    },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['TRUNCATE'], rules: [{ path: '.', access: t.granted.rights }] });
    // Nothing is truncated when a file is made, so O_TRUNC needs no right here.
    const fd = actor.open(t.file.path, t.file.flags, 0o600).expect(OK);
    actor.write(fd, 'content').expect(value(7));
    actor.ftruncate(fd, 3).expect(t.granted.rights.length > 0 ? OK : since(abi(3), EACCES).otherwise(OK));
  },
);
