import { EACCES, matching, O_RDONLY, scenario, some } from '../../../runner/index.ts';
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
