import {
  type Actor,
  AT_FDCWD,
  EACCES,
  EPERM,
  MS_BIND,
  matching,
  O_RDONLY,
  type Outcome,
  type Step,
  scenario,
  some,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { event, Trace, traced } from './trace.ts';

const doc = 'include/trace/events/landlock.h: __trace_print_untrusted_str()';
const denied = matching`domain=${some(/[0-9a-f]+/)} same_exec=1 logged=1 blockers=read_file dev=0:${some(/\d+/)} ino=${some(/\d+/)}`;

const names = [
  { label: 'a space', name: 'a b', text: 'a\\040b' },
  { label: 'an equals sign', name: 'a=b', text: 'a\\075b' },
  { label: 'quotes', name: '\'"', text: '\\047\\"' },
  { label: 'a line end', name: 'a\nb', text: 'a\\nb' },
  { label: 'an escape', name: 'a\x1bb', text: 'a\\eb' },
  { label: 'a backslash', name: 'a\\b', text: 'a\\\\b' },
  { label: 'UTF-8', name: 'é', text: '\\303\\251' },
];

scenario(
  'what is in a name cannot be taken for other fields of an event, {name}',
  { ...traced, doc, variants: { name: names } },
  (t) => {
    t.main.writeFile(t.name.name);
    const trace = new Trace(t, ['deny_access_fs']);
    const client = t.main.process('client');
    landlock(client, { fs: ['READ_FILE'] });
    client.open(t.name.name, O_RDONLY).expect(EACCES);
    if (t.arm === 'control') return trace.end();
    trace.shows(event('deny_access_fs', matching`${denied} path=/mnt/${t.name.text}`));
  },
);

scenario('a name that is too long is cut, and marked', { ...traced, doc }, (t) => {
  // Each space takes four letters: more than 6 KiB in all.
  const levels = Array.from({ length: 7 }, (_, level) => ' '.repeat(240 + level));
  for (const level of levels) {
    t.main.mkdir(level);
    t.main.chdir(level);
  }
  t.main.writeFile('file');
  const client = t.main.process('client');
  t.main.chdir('/mnt');
  const trace = new Trace(t, ['deny_access_fs']);
  landlock(client, { fs: ['READ_FILE'] });
  client.open('file', O_RDONLY).expect(EACCES);
  if (t.arm === 'control') return trace.end();
  // The ellipsis is the only thing beyond ASCII; a character for each of its bytes.
  const ellipsis = Buffer.from('…').toString('latin1');
  trace.shows(event('deny_access_fs', matching`${denied} path=/mnt/${some(/(?:\\040|\/)+/)}${ellipsis}`));
});

/** Makes directories until the path from the mount's root is longer than PATH_MAX (4096), and stands in the last one. */
function descend(main: Actor): void {
  for (let level = 0; level < 17; level += 1) {
    const name = String.fromCharCode(97 + level).repeat(250);
    main.mkdir(name);
    main.chdir(name);
  }
}

interface Nameless {
  readonly label: string;
  readonly text: string;
  readonly blocker: string;
  readonly answer: Outcome;
  /** Makes what has no name, and says how it is denied. */
  prepare(main: Actor): (client: Actor) => Step;
}

const TREE = 901;
const OPEN_TREE_CLONE = 1;

const pathless =
  'security/landlock/fs.h: resolve_path_for_trace(); security/landlock/trace.c: landlock_trace_denial(); fs/d_path.c: d_absolute_path(), dentry_path_raw()';

const nameless: readonly Nameless[] = [
  {
    label: 'longer than PATH_MAX',
    text: '<too_long>',
    blocker: 'read_file',
    answer: EACCES,
    prepare(main) {
      descend(main);
      main.writeFile('file');
      return (client) => client.open('file', O_RDONLY);
    },
  },
  {
    label: 'in a tree that is mounted nowhere',
    text: '<unreachable>',
    blocker: 'read_file',
    answer: EACCES,
    prepare(main) {
      main.mkdir('tree');
      main.writeFile('tree/file');
      main.dup3(main.syscall('open_tree', AT_FDCWD, 'tree', OPEN_TREE_CLONE), TREE);
      return (client) => client.openat(TREE, 'file', O_RDONLY);
    },
  },
  {
    label: 'longer than PATH_MAX on its own file system',
    text: '<too_long>',
    blocker: 'change_topology',
    answer: EPERM,
    prepare(main) {
      main.mkdir('short');
      descend(main);
      main.mount('.', '/mnt/short', 'none', MS_BIND);
      return (client) => client.umount2('/mnt/short');
    },
  },
];

scenario(
  'a path that has no text is told by a word in its place, {path}',
  { ...traced, doc: pathless, variants: { path: nameless } },
  (t) => {
    const act = t.path.prepare(t.main);
    // Its start is where it was prepared.
    const client = t.main.process('client');
    t.main.chdir('/mnt');
    const trace = new Trace(t, ['deny_access_fs']);
    landlock(client, { fs: ['READ_FILE'] });
    act(client).expect(t.path.answer);
    if (t.arm === 'control') return trace.end();
    const object = matching`dev=0:${some(/\d+/)} ino=${some(/\d+/)} path=${t.path.text}`;
    trace.shows(
      event(
        'deny_access_fs',
        matching`domain=${some(/[0-9a-f]+/)} same_exec=1 logged=1 blockers=${t.path.blocker} ${object}`,
      ),
    );
  },
);
