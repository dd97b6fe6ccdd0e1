import { exits, scenario } from '../../../runner/index.ts';
import {
  COMMAND,
  type Environment,
  EXECUTING,
  expectTelling,
  hint,
  notExecuted,
  programs,
  runs,
  SAMPLE,
  type Telling,
} from './programs.ts';

// What becomes of the command, in the words of the program.

const everything: Environment = { LL_FS_RO: '/', LL_FS_RW: '' };

interface Story {
  readonly label: string;
  readonly environment: Environment;
  readonly command: readonly string[];
  readonly telling: (level: number) => Telling;
}

const stories: readonly Story[] = [
  { label: 'is executed', environment: everything, command: COMMAND, telling: runs },
  {
    label: 'is looked for in PATH',
    environment: { ...everything, PATH: '/nowhere:/' },
    command: ['init', '--version'],
    telling: runs,
  },
  {
    label: 'exits with a status of its own',
    environment: everything,
    command: ['/init', '--no-such-option'],
    telling: (level) => ({ status: 64, says: `${hint(level)}${EXECUTING}usage: probe` }),
  },
  {
    label: 'does not exist',
    environment: everything,
    command: ['/nowhere'],
    telling: (level) => ({
      status: 1,
      says: `${hint(level)}${EXECUTING}${notExecuted('/nowhere', 'No such file or directory')}`,
    }),
  },
  {
    label: 'is not in PATH',
    environment: { ...everything, PATH: '/nowhere' },
    command: ['init'],
    telling: (level) => ({
      status: 1,
      says: `${hint(level)}${EXECUTING}${notExecuted('init', 'No such file or directory')}`,
    }),
  },
  {
    label: 'is denied by empty lists',
    environment: { LL_FS_RO: '', LL_FS_RW: '' },
    command: COMMAND,
    telling: (level) => ({
      status: 1,
      says: `${hint(level)}${EXECUTING}${notExecuted('/init', 'Permission denied')}`,
    }),
  },
  {
    label: 'is in none of the lists',
    environment: { LL_FS_RO: '/usr', LL_FS_RW: '/tmp' },
    command: COMMAND,
    telling: (level) => ({
      status: 1,
      says: `${hint(level)}${EXECUTING}${notExecuted('/init', 'Permission denied')}`,
    }),
  },
  { label: 'is a file in the list', environment: { LL_FS_RO: '/init', LL_FS_RW: '' }, command: COMMAND, telling: runs },
  {
    label: 'is in the list of what may be changed',
    environment: { LL_FS_RO: '', LL_FS_RW: '/' },
    command: COMMAND,
    telling: runs,
  },
];

const options = { doc: SAMPLE, tags: ['sandboxer'], control: 'none: about the sandbox program itself' } as const;

for (const program of programs) {
  const { label, path, needs } = program;

  scenario(`a command of ${label} {story}`, { ...options, needs, variants: { story: stories } }, (t) => {
    expectTelling(t.main, [path, ...t.story.command], t.story.environment, t.story.telling);
  });

  scenario(`${label} without a command tells how it is used, on every kernel`, { ...options, needs }, ({ main }) => {
    const says = 'usage: LL_FS_RO=';
    main.program([path], Buffer.byteLength(says), everything).expect(exits(1)).prints(says);
  });

  scenario(`settings do not reach the command of ${label}`, { ...options, needs }, ({ main }) => {
    const all = { ...everything, LL_TCP_BIND: '', LL_UDP_BIND: '', LL_SCOPED: 'a:s' };
    expectTelling(main, [path, path, ...COMMAND], all, (level) => ({
      status: 1,
      says: `${hint(level)}${EXECUTING}${hint(level)}Missing environment variable LL_FS_RO\n`,
    }));
  });

  scenario(
    `${label} runs no command where Landlock is disabled at boot, and says how it is enabled`,
    { ...options, needs, boot: 'landlock-disabled' },
    ({ main }) => {
      expectTelling(main, [path, ...COMMAND], everything, runs);
    },
  );
}
