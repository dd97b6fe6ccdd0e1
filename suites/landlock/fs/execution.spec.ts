import {
  abi,
  EACCES,
  executable,
  MAP_PRIVATE,
  O_RDONLY,
  OK,
  PROT_EXEC,
  PROT_READ,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { EXIT, writeProgram } from './operations/executing.ts';

const programs = ['strict', 'best-effort'] as const;
const tags = ['fs', 'execute'];
const denied = since(abi(1), EACCES).otherwise(OK);

scenario(
  'a file that may be read may be mapped for execution',
  { doc: 'security/landlock/fs.c: there is no hook for mmap()', tags, programs },
  (t) => {
    writeProgram(t.main, 'program');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['EXECUTE'] });
    const fd = actor.open('program', O_RDONLY);
    actor.syscall('mmap', null, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0).expect(OK);
    actor.program(['./program']).expect(denied);
  },
);

scenario(
  'a memfd is executed without any right, by its path in /proc',
  {
    doc: 'security/landlock/fs.c: is_nouser_or_private() lets filesystems pass that are never mounted',
    tags: [...tags, 'memfd'],
    programs,
    proc: true,
  },
  (t) => {
    writeProgram(t.main, 'program');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['EXECUTE', 'READ_FILE'] });
    const memfd = actor.dup3(actor.memfdCreate(), 100);
    actor.write(memfd, executable(EXIT));
    actor.program(['./program']).expect(denied);
    // A program is not executed while it is open for writing: by the time of the call only a copy for reading is.
    const reading = actor.dup3(actor.open('/proc/self/fd/100', O_RDONLY), 101);
    actor.syscall('close_range', 3, 100, 0);
    actor.program(['/proc/self/fd/101']).expect(OK);
    actor.close(reading);
  },
);
