import {
  type Actor,
  bytes,
  EACCES,
  named,
  O_CLOEXEC,
  O_CREAT,
  O_RDONLY,
  O_WRONLY,
  scenario,
  struct,
  u32,
  value,
} from '../../../runner/index.ts';
import { cannotWrite, makeFile, NO_WRITING } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';

const doc =
  'Documentation/userspace-api/landlock.rst: Inheritance; security/landlock/cred.c: hook_cred_prepare() (a domain outlives execve())';
const programs = ['strict', 'best-effort'] as const;
const tags = ['unprivileged', 'privileges', 'execve'];

/** The probe's own program (docs/plan-format.md): what `reexec` executes. */
const IMAGE = 1001;
const ROOM = 16 << 20;

/** `struct vfs_ns_cap_data` in revision 2 (include/uapi/linux/capability.h). */
const fileCaps = struct('vfs_cap_data', { magic: u32, permitted: u32, inheritable: u32, more: bytes(8) });
const VFS_CAP_REVISION_2_EFFECTIVE = 0x02000001;
const CAP_DAC_OVERRIDE = 1;

interface Kind {
  readonly label: string;
  /** Gives the program its privilege. */
  readonly bless: (actor: Actor) => void;
  /** The effective user that an ordinary user becomes by it. */
  readonly user: number;
}

const kinds: readonly Kind[] = [
  { label: 'a program that is setuid root', bless: (actor) => actor.chmod('program', 0o4755), user: 0 },
  {
    label: 'a program with file capabilities',
    bless: (actor) => {
      const data = fileCaps.encode({ magic: VFS_CAP_REVISION_2_EFFECTIVE, permitted: 1 << CAP_DAC_OVERRIDE });
      actor.syscall('setxattr', 'program', 'security.capability', data, fileCaps.size, 0);
    },
    user: 1000,
  },
];

/** Copies the probe to a file of its own. */
function makeProgram(actor: Actor): void {
  const copy = actor.open('program', O_WRONLY | O_CREAT, 0o755);
  actor.syscall('sendfile', copy, named(IMAGE, 'the probe'), actor.context.buffer(8, '', 'offset'), ROOM);
  actor.close(copy);
}

/** Executes that file in place of the probe's own program. */
function run(actor: Actor): void {
  const program = actor.open('program', O_RDONLY);
  actor.dup3(program, IMAGE, O_CLOEXEC);
  actor.close(program);
  actor.reexec();
}

scenario(
  '{kind} gains privileges, but not out of the domain',
  { doc, tags, variants: { kind: kinds }, programs },
  (t) => {
    makeFile(t.main);
    t.main.chmod('file', 0o600);
    makeProgram(t.main);
    t.kind.bless(t.main);
    const sandboxed = t.main.process('sandboxed');
    // Enforced by CAP_SYS_ADMIN, so that programs may still gain privileges.
    landlock(sandboxed, { ...NO_WRITING, noNewPrivs: false });
    sandboxed.dropPrivileges();
    run(sandboxed);
    sandboxed.syscall('geteuid').expect(value(t.kind.user));
    // Without the domain the program may: the file is root's alone.
    cannotWrite(sandboxed);
  },
);

scenario('with no_new_privs, {kind} gains nothing', { doc, tags, variants: { kind: kinds }, programs }, (t) => {
  makeFile(t.main);
  t.main.chmod('file', 0o600);
  makeProgram(t.main);
  t.kind.bless(t.main);
  const sandboxed = t.main.process('sandboxed');
  sandboxed.dropPrivileges();
  sandboxed.noNewPrivs();
  landlock(sandboxed, NO_WRITING);
  run(sandboxed);
  sandboxed.syscall('geteuid').expect(value(1000));
  sandboxed.open('file', O_RDONLY).expect(EACCES).control('same');
});
