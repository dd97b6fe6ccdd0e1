import { scenario } from '../../../runner/index.ts';
import { portLists } from './policy.ts';
import {
  COMMAND,
  COMMAND_SAYS,
  type Environment,
  EXECUTING,
  expectTelling,
  fails,
  hint,
  invalidPort,
  programs,
  runs,
  SAMPLE,
  type SandboxProgram,
  type Telling,
} from './programs.ts';

// What the programs make of settings: those that are missing, empty or mistaken, and those that the kernel lacks what they ask for.

interface Setting {
  readonly label: string;
  readonly environment: Environment;
  readonly telling: (level: number, program: SandboxProgram) => Telling;
}

const files: Environment = { LL_FS_RO: '/', LL_FS_RW: '' };

/** Fails from an ABI on, and is not looked at before it. */
const failsSince = (abi: number, why: string) => (level: number) => (level >= abi ? fails(why)(level) : runs(level));

/** Fails before an ABI: the kernel lacks what was asked for without alternative. */
const failsBefore = (abi: number, why: string) => (level: number) => (level < abi ? fails(why)(level) : runs(level));

const paths: readonly Setting[] = [
  {
    label: 'LL_FS_RO is missing',
    environment: { LL_FS_RW: '/' },
    telling: fails('Missing environment variable LL_FS_RO'),
  },
  {
    label: 'LL_FS_RW is missing',
    environment: { LL_FS_RO: '/' },
    telling: fails('Missing environment variable LL_FS_RW'),
  },
  {
    label: 'a path does not exist',
    environment: { LL_FS_RO: '/nowhere:/', LL_FS_RW: '/neither' },
    telling: (level) => ({
      status: 0,
      says: `${hint(level)}Failed to open "/nowhere": No such file or directory\nFailed to open "/neither": No such file or directory\n${EXECUTING}${COMMAND_SAYS}`,
    }),
  },
  {
    label: 'a path is empty',
    environment: { LL_FS_RO: '/:', LL_FS_RW: '' },
    telling: (level) => ({
      status: 0,
      says: `${hint(level)}Failed to open "": No such file or directory\n${EXECUTING}${COMMAND_SAYS}`,
    }),
  },
];

const ports: readonly Setting[] = portLists.flatMap(({ variable, since }): Setting[] => {
  const list = (label: string, text: string, telling: Setting['telling']): Setting => ({
    label: `${variable} ${label}`,
    environment: { ...files, [variable]: text },
    telling,
  });
  return [
    list('is empty', '', runs),
    // Documentation/userspace-api/landlock.rst, "Defining and enforcing a security policy": a rule without a supported right is skipped. The sample adds it.
    list('has ports', '80::65535', (level, program) =>
      (program.ours ? runs : failsBefore(since, invalidPort(80)))(level),
    ),
    list('has a name', '80:http', (level, program) =>
      fails(program.ours || level >= since ? 'Failed to parse port at "http"' : invalidPort(80))(level),
    ),
    list('has a number in hexadecimal', '0x50', fails('Failed to parse port at "0x50"')),
    list('has a number with something behind it', '80,81', fails('Failed to parse port at "80,81"')),
    list('has a number of 20 digits', '99999999999999999999', fails('Failed to parse port at "99999999999999999999"')),
    list('has a number that is no port', '65536', fails(invalidPort(65536))),
    list('has a negative number', '-1', fails(invalidPort('18446744073709551615'))),
  ];
});

const scopeError = (letter: string): Setting['telling'] => {
  const why = `Unknown or duplicate scope "${letter}"`;
  return (level, program) => (program.ours ? fails(why) : failsSince(6, why))(level);
};
const scopes: readonly Setting[] = [
  { label: 'LL_SCOPED is empty', environment: { ...files, LL_SCOPED: '' }, telling: runs },
  { label: 'LL_SCOPED is a:s', environment: { ...files, LL_SCOPED: 'a:s' }, telling: runs },
  { label: 'LL_SCOPED has an unknown letter', environment: { ...files, LL_SCOPED: 'a:x' }, telling: scopeError('x') },
  { label: 'LL_SCOPED has a letter twice', environment: { ...files, LL_SCOPED: 's:s' }, telling: scopeError('s') },
  { label: 'LL_SCOPED has no colon', environment: { ...files, LL_SCOPED: 'as' }, telling: scopeError('as') },
  { label: 'LL_SCOPED ends with a colon', environment: { ...files, LL_SCOPED: 'a:' }, telling: scopeError('') },
];

const logs: readonly Setting[] = [
  {
    label: 'LL_FORCE_LOG is 1',
    environment: { ...files, LL_FORCE_LOG: '1' },
    telling: failsBefore(7, 'Audit logs not supported by current kernel'),
  },
  ...['0', 'yes', ''].map((text) => ({
    label: `LL_FORCE_LOG is ${text === '' ? 'empty' : text}`,
    environment: { ...files, LL_FORCE_LOG: text },
    telling: fails('Unknown value for LL_FORCE_LOG (only "1" is handled)'),
  })),
];

const unsupported = 'Quiet flags not supported by current kernel';
const quietError = (why: string) => (level: number) => fails(level < 10 ? unsupported : why)(level);
const incomplete = 'LL_QUIET_ACCESS must be set (e.g. to "all") when LL_FS_QUIET or LL_NET_QUIET is used';
const quiet: readonly Setting[] = [
  {
    label: 'LL_QUIET_ACCESS is set',
    environment: { ...files, LL_TCP_BIND: '80', LL_QUIET_ACCESS: 'all', LL_FS_QUIET: '/', LL_NET_QUIET: '81' },
    telling: failsBefore(10, unsupported),
  },
  {
    label: 'LL_QUIET_ACCESS has every word',
    environment: {
      ...files,
      LL_QUIET_ACCESS: 'read::write:tcp_bind:tcp_connect:udp_bind:udp_connect:abstract_unix_socket:signal',
    },
    telling: failsBefore(10, unsupported),
  },
  {
    label: 'LL_QUIET_ACCESS has an unknown word',
    environment: { ...files, LL_QUIET_ACCESS: 'read:everything' },
    telling: quietError('Unknown quiet access "everything"'),
  },
  { label: 'LL_FS_QUIET is alone', environment: { ...files, LL_FS_QUIET: '/' }, telling: quietError(incomplete) },
  { label: 'LL_NET_QUIET is alone', environment: { ...files, LL_NET_QUIET: '80' }, telling: quietError(incomplete) },
  {
    // security/landlock/syscalls.c: add_rule_net_port(), "Checks for useless quiet flag."
    label: 'LL_NET_QUIET has a port, and no access of the network is quiet',
    environment: { ...files, LL_NET_QUIET: '80', LL_QUIET_ACCESS: 'all' },
    telling: quietError(invalidPort(80)),
  },
];

const options = { doc: SAMPLE, tags: ['sandboxer'], control: 'none: about the sandbox program itself' } as const;

for (const program of programs) {
  const { label, path, needs } = program;
  const settings = [...paths, ...ports, ...scopes, ...logs, ...quiet];

  scenario(`${label} when {setting}`, { ...options, needs, variants: { setting: settings } }, (t) => {
    expectTelling(t.main, [path, ...COMMAND], t.setting.environment, (level) => t.setting.telling(level, program));
  });

  scenario(
    `${label} when LL_SCOPED is u, the proposed scope of pathname sockets`,
    { ...options, needs, tags: ['sandboxer', 'proposal'] },
    ({ main, facts }) => {
      const known = facts.features['scope-pathname-unix'] === true;
      const missing = 'Hint: The running kernel has no scope for pathname UNIX sockets, "u" is left out.\n';
      expectTelling(main, [path, ...COMMAND], { ...files, LL_SCOPED: 'u' }, (level) => {
        if (!program.ours) return failsSince(6, 'Unknown or duplicate scope "u"')(level);
        return { status: 0, says: `${hint(level)}${known ? '' : missing}${EXECUTING}${COMMAND_SAYS}` };
      });
    },
  );
}
