import {
  type Actor,
  AT_EMPTY_PATH,
  abi,
  EACCES,
  ends,
  executable,
  exits,
  MAP_PRIVATE,
  O_RDONLY,
  OK,
  PROT_EXEC,
  PROT_READ,
  scenario,
  since,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { EXIT, writeProgram } from './operations/executing.ts';

const programs = ['strict', 'best-effort'] as const;
const tags = ['fs', 'execute'];
/** Opens its first argument, maps the beginning for execution, and jumps to where `executable()` has its code. */
const LOADER = [
  ...[0x48, 0x8b, 0x7c, 0x24, 0x10, 0x31, 0xf6, 0xb8, 2, 0, 0, 0, 0x0f, 0x05], // open(argv[1], O_RDONLY)
  ...[0x49, 0x89, 0xc0, 0x31, 0xff, 0xbe, 0, 0x10, 0, 0, 0xba, 5, 0, 0, 0], // 4096 bytes of it, PROT_READ | PROT_EXEC
  ...[0x41, 0xba, 2, 0, 0, 0, 0x45, 0x31, 0xc9, 0xb8, 9, 0, 0, 0, 0x0f, 0x05], // mmap(…, MAP_PRIVATE, …)
  ...[0x48, 0x83, 0xc0, 120, 0xff, 0xe0], // behind the headers
];
/** `exit(7)`, in machine code. */
const EXIT_7 = [0xb8, 60, 0, 0, 0, 0xbf, 7, 0, 0, 0, 0x0f, 0x05];

scenario(
  'a loader that may be executed runs a program that may only be read',
  { doc: 'security/landlock/fs.c: landlock_hooks (there is none for mmap())', tags, programs },
  (t) => {
    writeProgram(t.main, 'loader', executable(LOADER));
    writeProgram(t.main, 'program', executable(EXIT_7));
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['EXECUTE'], rules: [{ path: 'loader', access: ['EXECUTE'] }] });
    actor.program(['./loader', 'program']).expect(exits(7));
    actor
      .program(['./program'])
      .expect(since(abi(1), EACCES).otherwise(exits(7)))
      .control(exits(7));
  },
);

/** Descriptor of the memfd when it is executed. */
const PROGRAM = 101;
const denied = since(abi(1), EACCES).otherwise(OK);

scenario(
  'a file that may be read may be mapped for execution',
  { doc: 'security/landlock/fs.c: landlock_hooks (there is none for mmap())', tags, programs },
  (t) => {
    writeProgram(t.main, 'program');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['EXECUTE'] });
    const fd = actor.open('program', O_RDONLY);
    actor.syscall('mmap', null, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0).expect(OK);
    actor.program(['./program']).expect(denied);
  },
);

const ways: readonly { label: string; execute: (actor: Actor, memfd: Value) => void }[] = [
  { label: 'by its path in /proc', execute: (actor) => actor.program([`/proc/self/fd/${PROGRAM}`]).expect(OK) },
  { label: 'by its descriptor', execute: (actor, memfd) => actor.execveat(memfd, '', AT_EMPTY_PATH).expect(ends) },
];

scenario(
  'a memfd is executed without any right, {way}',
  {
    doc: 'security/landlock/fs.c: is_nouser_or_private() (lets filesystems pass that are never mounted)',
    tags: [...tags, 'memfd'],
    variants: { way: ways },
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
    const reading = actor.dup3(actor.open('/proc/self/fd/100', O_RDONLY), PROGRAM);
    actor.syscall('close_range', 3, 100, 0);
    t.way.execute(actor, reading);
  },
);
