import {
  type Actor,
  CLONE_FILES,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  KEYCTL_JOIN_SESSION_KEYRING,
  KEYCTL_SESSION_TO_PARENT,
  named,
  scenario,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { setCapabilities } from './capabilities.ts';
import { cannotRead, canRead, makeFile, NO_READING } from './reading.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Inheritance; security/landlock/cred.c';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'credentials'];

const ways: readonly { label: string; go: (actor: Actor) => void }[] = [
  { label: 'changing the user', go: (actor) => actor.setresuid(1000) },
  { label: 'changing the group', go: (actor) => actor.setresgid(1000) },
  {
    label: 'becoming another user and root again',
    go: (actor) => {
      actor.syscall('setresuid', -1, 1000, 0);
      actor.syscall('setresuid', -1, 0, 0);
    },
  },
  { label: 'a new session', go: (actor) => actor.syscall('setsid') },
  { label: 'a new user namespace', go: (actor) => actor.unshare(CLONE_NEWUSER) },
  { label: 'a new mount namespace', go: (actor) => actor.unshare(CLONE_NEWNS) },
  {
    label: 'new namespaces of all other kinds',
    go: (actor) => actor.unshare(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET),
  },
  {
    label: 'new user and mount namespaces as an ordinary user',
    go: (actor) => {
      actor.dropPrivileges();
      actor.unshare(CLONE_NEWUSER | CLONE_NEWNS);
    },
  },
  {
    label: 'giving up all capabilities',
    go: (actor) => setCapabilities(actor, 0, 0),
  },
  { label: 'chroot', go: (actor) => actor.syscall('chroot', '.') },
  {
    label: 'a new session keyring',
    go: (actor) => actor.syscall('keyctl', named(KEYCTL_JOIN_SESSION_KEYRING, 'KEYCTL_JOIN_SESSION_KEYRING'), null),
  },
  { label: 'executing a program', go: (actor) => actor.reexec() },
];

scenario('there is no way out of a domain: {way}', { doc, tags, variants: { way: ways }, programs }, (t) => {
  makeFile(t.main);
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, NO_READING);
  t.way.go(sandboxed);
  cannotRead(sandboxed);
  cannotRead(sandboxed.process('child'));
});

scenario(
  'there is no way out of a domain: joining the {namespace} namespace of a free process',
  {
    doc,
    tags,
    programs,
    proc: true,
    variants: {
      namespace: [
        { label: 'uts', flag: CLONE_NEWUTS },
        { label: 'mnt', flag: CLONE_NEWNS },
        { label: 'net', flag: CLONE_NEWNET },
        { label: 'pid', flag: CLONE_NEWPID },
        { label: 'ipc', flag: CLONE_NEWIPC },
        { label: 'cgroup', flag: CLONE_NEWCGROUP },
      ],
    },
  },
  (t) => {
    makeFile(t.main);
    const fd = t.main.open(`/proc/self/ns/${t.namespace.label}`);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_READING);
    sandboxed.setns(fd, t.namespace.flag);
    // A mount namespace that is joined changes the working directory.
    cannotRead(sandboxed, '/mnt/file');
    cannotRead(sandboxed.process('child'), '/mnt/file');
    canRead(t.main);
  },
);

scenario(
  'there is no way out of a domain: joining a user namespace in which there are free processes',
  { doc, tags, programs, proc: true },
  (t) => {
    makeFile(t.main);
    const inhabitant = t.main.process('inhabitant', CLONE_NEWUSER | CLONE_FILES);
    const fd = inhabitant.open('/proc/self/ns/user');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_READING);
    sandboxed.setns(fd, CLONE_NEWUSER);
    cannotRead(sandboxed);
    cannotRead(sandboxed.process('child'));
    canRead(inhabitant);
  },
);

scenario(
  "there is no way out of a domain: a child's session keyring becomes the parent's",
  {
    doc: 'security/keys/keyctl.c: KEYCTL_SESSION_TO_PARENT; security/landlock/cred.c: hook_cred_transfer() (CVE-2024-42318)',
    tags,
    programs,
  },
  (t) => {
    const keyctl = (actor: Actor, operation: number, words: string) =>
      actor.syscall('keyctl', named(operation, words), null);
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, NO_READING);
    keyctl(sandboxed, KEYCTL_JOIN_SESSION_KEYRING, 'KEYCTL_JOIN_SESSION_KEYRING');
    const child = sandboxed.process('child');
    keyctl(child, KEYCTL_JOIN_SESSION_KEYRING, 'KEYCTL_JOIN_SESSION_KEYRING');
    keyctl(child, KEYCTL_SESSION_TO_PARENT, 'KEYCTL_SESSION_TO_PARENT');
    // The parent takes the new credentials over when it returns to user space.
    sandboxed.getpid();
    cannotRead(sandboxed);
    cannotRead(child);
  },
);
