import {
  type Actor,
  config,
  EACCES,
  type Expectation,
  MS_BIND,
  O_DIRECTORY,
  O_RDONLY,
  OK,
  scenario,
} from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';
import { ofMount } from './disconnected.ts';
import { handleOf, openHandle } from './handles.ts';
import { makePlaces, readingBelow } from './reading.ts';

const doc =
  'fs/fhandle.c: do_handle_open() (opens a path of the mount); security/landlock/fs.c: is_access_to_paths_allowed()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'handles'];
const needs = [config('FHANDLE')];

const AS_FIXED: Expectation = ofMount(EACCES);

scenario('a file that is opened by its handle lies where it is', { doc, tags, programs, needs }, (t) => {
  makePlaces(t.main, 'granted', 'other');
  const [inside, outside] = ['granted/file', 'other/file'].map((path) => handleOf(t.main, path));
  const mount = t.main.open('.', O_RDONLY | O_DIRECTORY);
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, readingBelow('granted'));
  openHandle(sandboxed, mount, inside!).expect(OK);
  openHandle(sandboxed, mount, outside!).expect(DENIED);
});

scenario('the capability to open by handles does not help against a domain', { doc, tags, programs, needs }, (t) => {
  makePlaces(t.main, 'other');
  const directory = handleOf(t.main, 'other');
  const mount = t.main.open('.', O_RDONLY | O_DIRECTORY);
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, { fs: ['READ_DIR'] });
  openHandle(sandboxed, mount, directory, O_RDONLY | O_DIRECTORY).expect(DENIED);
});

scenario(
  'a handle leads out of the mount that it is opened in: rules of both sides count',
  {
    doc: 'security/landlock/errata/abi-1.h: erratum_3; fs/fhandle.c: do_handle_open()',
    tags: [...tags, 'errata'],
    programs,
    needs,
  },
  (t) => {
    makePlaces(t.main, 'source', 'outside', 'beside', 'above');
    t.main.mkdir('above/point');
    t.main.mount('source', 'above/point', null, MS_BIND);
    const outside = handleOf(t.main, 'outside/file');
    const mount = t.main.open('above/point', O_RDONLY | O_DIRECTORY);
    for (const [rule, answer] of [
      ['outside', OK],
      ['above', AS_FIXED],
      ['source', AS_FIXED],
      ['beside', DENIED],
    ] as const) {
      const actor = t.main.process(rule);
      landlock(actor, readingBelow(rule));
      openHandle(actor, mount, outside).expect(answer);
    }
  },
);

// A file of cgroupfs that nobody has looked up has no name yet (a disconnected dentry): only it and its mount are known.
const nameless: readonly { label: string; rule: (place: string) => string; answer: Expectation }[] = [
  { label: 'the root of the mount counts', rule: (place) => place, answer: AS_FIXED },
  { label: 'what is above the mount point counts', rule: () => 'above', answer: AS_FIXED },
  { label: 'another directory does not count', rule: () => 'beside', answer: DENIED },
];

scenario(
  'a file that is opened by its handle before it was looked up belongs to its mount: a rule for {rule}',
  {
    doc: 'fs/kernfs/mount.c: kernfs_fh_to_dentry(), d_obtain_alias(); security/landlock/errata/abi-1.h: erratum_3',
    tags: [...tags, 'errata'],
    variants: { rule: nameless },
    programs,
    needs: [...needs, config('CGROUPS')],
  },
  (t) => {
    const place = 'above/point';
    for (const directory of ['above', place, 'beside']) t.main.mkdir(directory);
    t.main.mount('cgroup2', place, 'cgroup2');
    const handle = handleOf(t.main, `${place}/cgroup.procs`);
    // The names that were looked up go with the filesystem.
    t.main.umount2(place);
    t.main.mount('cgroup2', place, 'cgroup2');
    const mount: ReturnType<Actor['open']> = t.main.open(place, O_RDONLY | O_DIRECTORY);
    landlock(t.main, readingBelow(t.rule.rule(place)));
    openHandle(t.main, mount, handle).expect(t.rule.answer);
  },
);
