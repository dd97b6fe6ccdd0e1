import {
  type Actor,
  EINVAL,
  ENOMSG,
  O_CREAT,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  O_TMPFILE,
  OK,
  scenario,
  type Value,
  value,
} from '../../../runner/index.ts';
import { addPathRule, restrictSelf } from '../calls.ts';
import { cannotRead, cannotWrite, canRead, canWrite, DENIED, makeFile, NO_READING } from '../domains/reading.ts';
import { withRuleset } from '../domains/rulesets.ts';
import type { SandboxSpec } from '../sandbox.ts';
import { FS } from '../uapi.ts';
import { users } from './users.ts';

// A rule is about an inode, not about the name that it was found by.

const doc =
  'Documentation/security/landlock.rst: Inode access rights; security/landlock/fs.c: get_inode_object(), landlock_append_fs_rule()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['ruleset', 'rule', 'inode'];
/** Makes a ruleset, adds to it, does something in between, and enforces it. */
function enforce(actor: Actor, spec: SandboxSpec, rules: (ruleset: Value) => void): void {
  withRuleset(actor, spec, (ruleset) => {
    rules(ruleset);
    restrictSelf(actor, ruleset).expect(OK);
  });
}

/** Opens by its descriptor what has no name. */
const reopen = (actor: Actor, fd: Value) => {
  actor.dup3(fd, 100);
  return actor.open('/proc/self/fd/100', O_RDONLY);
};

const nameless: readonly { label: string; open: (actor: Actor) => Value }[] = [
  { label: 'a file that was never named', open: (actor) => actor.open('.', O_TMPFILE | O_RDWR) },
  {
    label: 'an unlinked file',
    open: (actor) => {
      const fd = actor.open('nameless', O_RDWR | O_CREAT);
      actor.unlink('nameless');
      return fd;
    },
  },
];

scenario(
  'a rule on {file} is for that file, whoever is called so later: {user}',
  { doc, tags, programs, proc: true, variants: { file: nameless, user: users } },
  (t) => {
    const sandboxed = t.main.process('sandboxed');
    t.user.become(sandboxed);
    const ruled = t.file.open(sandboxed);
    sandboxed.write(ruled, 'content');
    const other = t.file.open(sandboxed);
    enforce(sandboxed, NO_READING, (ruleset) => addPathRule(sandboxed, ruleset, ruled, FS.READ_FILE).expect(OK));
    sandboxed.read(reopen(sandboxed, ruled).expect(OK)).expect(value(7)).outputs('content');
    reopen(sandboxed, other).expect(DENIED);
    makeFile(sandboxed, 'nameless');
    cannotRead(sandboxed, 'nameless');
  },
);

scenario(
  'a rule on a file that is replaced before the enforcement is for the old one: {user}',
  { doc, tags, programs, variants: { user: users } },
  (t) => {
    makeFile(t.main);
    t.main.link('file', 'other-name');
    makeFile(t.main, 'new');
    const sandboxed = t.main.process('sandboxed');
    t.user.become(sandboxed);
    enforce(sandboxed, NO_READING, (ruleset) => {
      addPathRule(sandboxed, ruleset, sandboxed.open('file', O_PATH), FS.READ_FILE).expect(OK);
      t.main.rename('new', 'file');
    });
    if (t.arm === 'control') t.main.rename('new', 'file');
    cannotRead(sandboxed, 'file');
    canRead(sandboxed, 'other-name');
  },
);

scenario(
  'a ruleset keeps the file of a rule although neither descriptor nor name are left',
  { doc, tags, programs, proc: true },
  (t) => {
    makeFile(t.main);
    makeFile(t.main, 'unruled');
    const keeper = t.main.process('keeper');
    const sandboxed = t.main.process('sandboxed');
    const kept = sandboxed.open('file', O_RDONLY);
    const unruled = sandboxed.open('unruled', O_RDONLY);
    enforce(sandboxed, NO_READING, (ruleset) => {
      const ruled = sandboxed.open('file', O_PATH);
      addPathRule(sandboxed, ruleset, ruled, FS.READ_FILE).expect(OK);
      sandboxed.close(ruled);
    });
    keeper.unlink('file');
    keeper.unlink('unruled');
    // New files get the numbers of inodes that are free.
    for (let count = 0; count < 4; count += 1) keeper.writeFile(`new-${count}`, 'content');
    for (let count = 0; count < 4; count += 1) cannotRead(sandboxed, `new-${count}`);
    reopen(sandboxed, kept).expect(OK);
    reopen(sandboxed, unruled).expect(DENIED);
  },
);

const READ_WRITE: SandboxSpec = { fs: ['READ_FILE', 'WRITE_FILE'] };
const unions: readonly { label: string; second: string; flags: number }[] = [
  { label: 'the same name', second: 'file', flags: O_PATH },
  { label: 'another name of it', second: 'link', flags: O_PATH },
  { label: 'a descriptor that is no O_PATH', second: 'file', flags: O_RDONLY },
  { label: 'a symbolic link to it', second: 'symbolic', flags: O_PATH },
];

scenario(
  'two rules on one file, the second by {second}, unite',
  { doc, tags, programs, variants: { second: unions } },
  (t) => {
    makeFile(t.main);
    makeFile(t.main, 'unruled');
    t.main.link('file', 'link');
    t.main.symlink('file', 'symbolic');
    const sandboxed = t.main.process('sandboxed');
    enforce(sandboxed, READ_WRITE, (ruleset) => {
      addPathRule(sandboxed, ruleset, sandboxed.open('file', O_PATH), FS.READ_FILE).expect(OK);
      const again = sandboxed.open(t.second.second, t.second.flags);
      addPathRule(sandboxed, ruleset, again, FS.WRITE_FILE).expect(OK);
    });
    canRead(sandboxed);
    canWrite(sandboxed);
    // Opening for both at once: one rule has both rights now.
    sandboxed.open('link', O_RDWR).expect(OK);
    cannotRead(sandboxed, 'unruled');
    cannotWrite(sandboxed, 'unruled');
  },
);

scenario(
  'a rule that allows less than one before it takes nothing away, and one that is refused adds nothing',
  { doc, tags, programs },
  (t) => {
    makeFile(t.main);
    makeFile(t.main, 'other');
    const sandboxed = t.main.process('sandboxed');
    enforce(sandboxed, READ_WRITE, (ruleset) => {
      const [file, other] = ['file', 'other'].map((path) => sandboxed.open(path, O_PATH));
      addPathRule(sandboxed, ruleset, file!, FS.READ_FILE | FS.WRITE_FILE).expect(OK);
      addPathRule(sandboxed, ruleset, file!, FS.READ_FILE).expect(OK);
      addPathRule(sandboxed, ruleset, other!, FS.READ_FILE | FS.EXECUTE).expect(EINVAL);
      addPathRule(sandboxed, ruleset, other!, FS.READ_FILE | FS.READ_DIR).expect(EINVAL);
      addPathRule(sandboxed, ruleset, other!, 0n).expect(ENOMSG);
    });
    canRead(sandboxed);
    canWrite(sandboxed);
    cannotRead(sandboxed, 'other');
    cannotWrite(sandboxed, 'other');
  },
);
