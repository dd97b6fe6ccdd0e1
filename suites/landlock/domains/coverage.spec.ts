import { abi, EPERM, O_DIRECTORY, O_RDONLY, O_RDWR, OK, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { cannotRead, canRead, DENIED, makeFile } from './reading.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Layers of file path access rights, Access rights';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'rules'];

scenario(
  'a rule on a file is for what is done with its content, and not for its name',
  { doc, tags, programs },
  (t) => {
    for (const path of ['file', 'second', 'third']) makeFile(t.main, path);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, {
      fs: ['READ_FILE', 'WRITE_FILE', 'REMOVE_FILE', 'MAKE_REG'],
      rules: ['file', 'second', 'third'].map((path) => ({ path, access: ['READ_FILE', 'WRITE_FILE'] })),
    });
    sandboxed.open('file', O_RDONLY).expect(OK);
    sandboxed.link('file', 'link').expect(DENIED);
    sandboxed.rename('second', 'renamed').expect(DENIED);
    sandboxed.unlink('third').expect(DENIED);
    sandboxed.open('file', O_RDONLY).expect(OK);
  },
);

scenario('a rule on a directory is for itself as it is opened, and for all below', { doc, tags, programs }, (t) => {
  for (const path of ['a', 'a/sub', 'a/sub/leaf', 'b']) t.main.mkdir(path);
  for (const path of ['a/file', 'a/sub/leaf/file', 'b/file']) makeFile(t.main, path);
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, { fs: ['READ_FILE', 'READ_DIR'], rules: [{ path: 'a', access: ['READ_FILE', 'READ_DIR'] }] });
  for (const path of ['a', 'a/sub', 'a/sub/leaf', 'a/sub/..']) sandboxed.open(path, O_DIRECTORY).expect(OK);
  for (const path of ['.', 'b', 'a/..']) sandboxed.open(path, O_DIRECTORY).expect(DENIED);
  canRead(sandboxed, 'a/file');
  canRead(sandboxed, 'a/sub/leaf/file');
  cannotRead(sandboxed, 'b/file');
  cannotRead(sandboxed, 'a/../b/file');
});

scenario(
  'removing and renaming a directory takes the rights of its parent, and not its own',
  { doc, tags, programs },
  (t) => {
    for (const path of ['a', 'a/removed', 'a/renamed', 'b', 'c']) t.main.mkdir(path);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, {
      fs: ['REMOVE_DIR', 'MAKE_DIR'],
      rules: ['a', 'b', 'c'].map((path) => ({ path, access: ['REMOVE_DIR', 'MAKE_DIR'] })),
    });
    sandboxed.rmdir('a/removed').expect(OK);
    sandboxed.rename('a/renamed', 'a/new').expect(OK);
    sandboxed.rmdir('b').expect(DENIED);
    sandboxed.rename('c', 'd').expect(DENIED);
  },
);

scenario(
  'a rule on the root directory is for every mount below it, procfs too, and permits no mount',
  { doc, tags, programs, proc: true, namespaces: ['mount'] },
  (t) => {
    t.main.mkdir('other');
    t.main.mount('other', 'other', 'tmpfs');
    makeFile(t.main);
    makeFile(t.main, 'other/file');
    t.main.mkdir('target');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, {
      fs: ['READ_FILE', 'WRITE_FILE', 'READ_DIR'],
      rules: [{ path: '/', access: ['READ_FILE', 'READ_DIR'] }],
    });
    canRead(sandboxed);
    canRead(sandboxed, 'other/file');
    sandboxed.open('/proc/self/status', O_RDONLY).expect(OK);
    sandboxed.open('/', O_DIRECTORY).expect(OK);
    sandboxed.open('other', O_DIRECTORY).expect(OK);
    for (const path of ['file', 'other/file']) sandboxed.open(path, O_RDWR).expect(DENIED);
    sandboxed.mount('target', 'target', 'tmpfs').expect(since(abi(1), EPERM).otherwise(OK));
  },
);

scenario(
  'a domain that handles no right denies none: {what} is free',
  {
    doc: 'security/landlock/cred.h: landlock_get_applicable_subject()',
    tags,
    programs,
    variants: { what: ['reading', 'writing', 'making a directory', 'removing a file'] },
  },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { fs: ['MAKE_BLOCK'] });
    landlock(sandboxed, { scoped: ['SIGNAL'] });
    const uses = {
      reading: () => sandboxed.open('file', O_RDONLY),
      writing: () => sandboxed.open('file', O_RDWR),
      'making a directory': () => sandboxed.mkdir('directory'),
      'removing a file': () => sandboxed.unlink('file'),
    };
    uses[t.what]().expect(OK);
  },
);
