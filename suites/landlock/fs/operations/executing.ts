import {
  type Actor,
  AT_EMPTY_PATH,
  AT_EXECVE_CHECK,
  AT_FDCWD,
  EINVAL,
  ends,
  executable,
  feature,
  holds,
  O_CREAT,
  O_PATH,
  O_WRONLY,
  OK,
} from '../../../../runner/index.ts';
import type { Need, Operation } from '../operation.ts';

/** `exit(0)`, in machine code. */
export const EXIT = [0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05];

/** Writes a file that may be executed. */
export function writeProgram(main: Actor, path: string, content: Uint8Array | string = executable(EXIT)): void {
  const fd = main.open(path, O_WRONLY | O_CREAT, 0o755);
  main.write(fd, content);
  main.close(fd);
}

// open_exec() opens for reading, and __FMODE_EXEC asks for EXECUTE.
const executed = (...files: string[]) => ({
  files,
  needs: files.flatMap((at): Need[] => [
    { right: 'EXECUTE', at },
    { right: 'READ_FILE', at },
  ]),
});

const checkable = feature('execve-check');

/** Executing, in every way that opens a file. */
export const executing: readonly Operation[] = [
  {
    label: 'execve',
    ...executed('program'),
    prepare: (main) => writeProgram(main, 'program'),
    perform: (actor) => actor.program(['./program']),
  },
  {
    label: 'execve of a script',
    ...executed('script', 'interpreter'),
    prepare(main) {
      writeProgram(main, 'interpreter');
      writeProgram(main, 'script', '#!interpreter\n');
    },
    perform: (actor) => actor.program(['./script']),
  },
  {
    label: 'execve of a script for a script',
    ...executed('script', 'middle', 'interpreter'),
    prepare(main) {
      writeProgram(main, 'interpreter');
      writeProgram(main, 'middle', '#!interpreter\n');
      writeProgram(main, 'script', '#!middle\n');
    },
    perform: (actor) => actor.program(['./script']),
  },
  {
    label: 'execve with a loader',
    ...executed('program', 'loader'),
    prepare(main) {
      writeProgram(main, 'loader', executable(EXIT, { address: 0x600000n }));
      writeProgram(main, 'program', executable(EXIT, { loader: 'loader' }));
    },
    perform: (actor) => actor.program(['./program']),
  },
  {
    label: 'execveat of an O_PATH descriptor',
    ...executed('program'),
    answer: () => ends,
    prepare: (main) => writeProgram(main, 'program'),
    obtain: (main) => main.open('program', O_PATH),
    perform: (actor, fd) => actor.execveat(fd, '', AT_EMPTY_PATH),
  },
  {
    label: 'execveat with AT_EXECVE_CHECK',
    files: ['program'],
    needs: executed('program').needs.map((need) => ({ ...need, when: checkable })),
    answer: (facts) => (holds(checkable, facts) ? OK : EINVAL),
    prepare: (main) => writeProgram(main, 'program'),
    perform: (actor) => actor.execveat(AT_FDCWD, 'program', AT_EXECVE_CHECK),
  },
];
