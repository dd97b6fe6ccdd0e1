import { type Actor, O_CLOEXEC, O_CREAT, O_WRONLY, scenario, value } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { cannotWrite, canRead, canWrite, makeFile, NO_WRITING } from './reading.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Inheritance; security/landlock/cred.c: hook_cred_prepare()';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'inheritance', 'privileges'];

/** The descriptor of the program that `reexec` executes (docs/plan-format.md). */
const IMAGE = 1001;
/** More than the program has. */
const SIZE = 64 * 1024 * 1024;

/** Copies the program that actors are to a file that belongs to root. */
function copyProgram(actor: Actor, path: string, mode: number): void {
  const file = actor.open(path, O_WRONLY | O_CREAT, 0o755);
  actor.syscall('lseek', IMAGE, 0, 0);
  actor.syscall('sendfile', file, IMAGE, null, SIZE);
  actor.close(file);
  actor.chmod(path, mode);
}

/** Executes the file; the same actor goes on as that program. */
function executeCopy(actor: Actor, path: string): void {
  actor.dup3(actor.open(path), IMAGE, O_CLOEXEC);
  actor.reexec();
}

const modes = [
  { label: 'set-user-ID', mode: 0o4755, call: 'geteuid', own: 1000 },
  { label: 'set-group-ID', mode: 0o2755, call: 'getegid', own: 1000 },
];

scenario(
  'a {mode} program that a sandboxed ordinary user executes gets its privilege, and stays in the domain',
  { doc, tags, programs, variants: { mode: modes } },
  (t) => {
    makeFile(t.main);
    copyProgram(t.main, 'program', t.mode.mode);
    t.main.chmod('file', 0o666);
    const sandboxed = t.main.process('sandboxed');
    // Root restricts itself by CAP_SYS_ADMIN: no_new_privs would keep the program from being what it is.
    landlock(sandboxed, { ...NO_WRITING, noNewPrivs: false });
    sandboxed.dropPrivileges();
    executeCopy(sandboxed, 'program');
    sandboxed.syscall(t.mode.call).expect(value(0));
    canRead(sandboxed);
    cannotWrite(sandboxed);
    cannotWrite(sandboxed.process('child'));
  },
);

scenario(
  'a {mode} program gives no privilege to who restricted itself by no_new_privs',
  { doc: 'Documentation/userspace-api/no_new_privs.rst', tags, programs, variants: { mode: modes } },
  (t) => {
    makeFile(t.main);
    copyProgram(t.main, 'program', t.mode.mode);
    t.main.chmod('file', 0o666);
    const sandboxed = t.main.process('sandboxed');
    sandboxed.dropPrivileges();
    sandboxed.noNewPrivs();
    landlock(sandboxed, NO_WRITING);
    executeCopy(sandboxed, 'program');
    sandboxed.syscall(t.mode.call).expect(value(t.mode.own));
    cannotWrite(sandboxed);
    canRead(sandboxed);
    canWrite(t.main);
  },
);
