import { abi, EACCES, O_RDONLY, O_WRONLY, OK, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import {
  RESTRICT_SELF_LOG_NEW_EXEC_ON as NEW_EXEC_ON,
  RESTRICT_SELF_LOG_SAME_EXEC_OFF as SAME_EXEC_OFF,
  RESTRICT_SELF_LOG_SUBDOMAINS_OFF as SUBDOMAINS_OFF,
} from '../uapi.ts';
import { audited, Log } from './log.ts';
import { prepare } from './rights.ts';
import { subdomainsKept, switchOff } from './subdomains.ts';

const doc =
  'include/uapi/linux/landlock.h: landlock_restrict_self_flags; Documentation/userspace-api/landlock.rst: Enforcing a ruleset';
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);

const configurations = [
  { label: 'by default', flags: 0, same: true, next: false },
  { label: 'LOG_SAME_EXEC_OFF', flags: SAME_EXEC_OFF, same: false, next: false },
  { label: 'LOG_NEW_EXEC_ON', flags: NEW_EXEC_ON, same: true, next: true },
  { label: 'LOG_SAME_EXEC_OFF and LOG_NEW_EXEC_ON', flags: SAME_EXEC_OFF | NEW_EXEC_ON, same: false, next: true },
  { label: 'LOG_SUBDOMAINS_OFF', flags: SUBDOMAINS_OFF, same: true, next: false },
];

scenario(
  'flags say whether denials are recorded before and after the execution of another program, {configuration}, {actor}',
  {
    ...audited,
    doc,
    variants: {
      configuration: configurations,
      actor: [
        { label: 'the program itself', child: false },
        { label: 'a child', child: true },
      ],
    },
    programs,
  },
  (t) => {
    prepare(t);
    const { flags, same, next } = t.configuration;
    const log = new Log(t);
    const object = log.file('d/file');
    const denial = { by: 'client', blockers: 'fs.read_file', object };
    const parent = t.main.process('client');
    landlock(parent, { fs: ['READ_FILE'], flags });
    const client = t.actor.child ? parent.process('child') : parent;
    client.open('d/file', O_RDONLY).expect(denied);
    if (same) log.denied(denial);
    client.reexec();
    client.open('d/file', O_RDONLY).expect(denied);
    if (next) log.denied(denial);
    log.ends();
  },
);

scenario(
  'a domain that is enforced after an execution records again what the new program is denied by it',
  { ...audited, doc, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const client = t.main.process('client');
    landlock(client, { fs: ['READ_FILE'] });
    client.reexec();
    client.open('d/file', O_RDONLY).expect(denied);
    landlock(client, { fs: ['READ_FILE'] });
    client.open('d/file', O_RDONLY).expect(denied);
    log.denied({ by: 'inner', blockers: 'fs.read_file', object });
    client.reexec();
    client.open('d/file', O_RDONLY).expect(denied);
    log.ends();
  },
);

scenario(
  'a domain does not record what its outer domain denies by its own flags, {outer}',
  {
    ...audited,
    doc,
    variants: { outer: configurations.slice(0, 2).map(({ label, flags, same }) => ({ label, flags, same })) },
    programs,
  },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const denial = { blockers: 'fs.read_file', object: log.file('d/file') };
    const client = t.main.process('client');
    landlock(client, { fs: ['READ_FILE'], flags: t.outer.flags });
    // Handles something else, so the outer domain is the youngest that denies.
    landlock(client, { fs: ['MAKE_BLOCK'], flags: SAME_EXEC_OFF });
    client.open('d/file', O_RDONLY).expect(denied);
    if (t.outer.same) log.denied({ by: 'outer', ...denial });
    log.ends();
  },
);

scenario(
  'LOG_SUBDOMAINS_OFF of a domain silences the domains below it and not itself, {below}',
  {
    ...audited,
    doc,
    variants: {
      below: [
        { label: 'enforced by itself', child: false, exec: false, flags: 0 },
        { label: 'enforced by a child', child: true, exec: false, flags: 0 },
        { label: 'enforced after an execution', child: false, exec: true, flags: 0 },
        { label: 'with LOG_NEW_EXEC_ON', child: true, exec: false, flags: NEW_EXEC_ON },
      ],
    },
    programs,
  },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const outer = t.main.process('outer');
    landlock(outer, { fs: ['WRITE_FILE'], flags: SUBDOMAINS_OFF });
    const inner = t.below.child ? outer.process('inner') : outer;
    const object = log.file('d/file');
    inner.open('d/file', O_WRONLY).expect(denied);
    log.denied({ by: 'outer', blockers: 'fs.write_file', object });
    if (t.below.exec) inner.reexec();
    landlock(inner, { fs: ['READ_FILE'], flags: t.below.flags });
    inner.open('d/file', O_RDONLY).expect(denied);
    inner.reexec();
    inner.open('d/file', O_RDONLY).expect(denied);
    // Nor does the grandchild, whatever it asks for.
    landlock(inner, { fs: ['READ_DIR'] });
    inner.open('d/empty', O_RDONLY).expect(denied);
    log.ends();
  },
);

scenario(
  'LOG_SUBDOMAINS_OFF without a ruleset silences later domains, {later}',
  {
    ...audited,
    doc: 'security/landlock/syscalls.c: sys_landlock_restrict_self(); security/landlock/cred.c: hook_cred_transfer()',
    variants: {
      later: [
        { label: 'of the caller', outer: false, child: false, exec: false },
        { label: 'of a child', outer: false, child: true, exec: false },
        { label: 'after an execution', outer: false, child: false, exec: true },
        { label: 'of a caller that is in a domain', outer: true, child: false, exec: false },
        { label: 'of a child of a caller in a domain', outer: true, child: true, exec: false },
      ],
    },
    programs,
  },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const caller = t.main.process('caller');
    const object = log.file('d/file');
    if (t.later.outer) {
      landlock(caller, { fs: ['WRITE_FILE'] });
      caller.open('d/file', O_WRONLY).expect(denied);
      log.denied({ by: 'outer', blockers: 'fs.write_file', object });
    }
    switchOff(caller);
    const actor = t.later.child ? caller.process('child') : caller;
    if (t.later.exec) actor.reexec();
    landlock(actor, { fs: ['READ_FILE'] });
    actor.open('d/file', O_RDONLY).expect(denied);
    const bug = subdomainsKept(t, t.later.outer);
    if (bug !== undefined) log.denied({ by: 'later', blockers: 'fs.read_file', object, bug });
    log.ends();
  },
);

scenario('domains that were there before LOG_SUBDOMAINS_OFF go on recording', { ...audited, doc, programs }, (t) => {
  prepare(t);
  const log = new Log(t);
  const client = t.main.process('client');
  landlock(client, { fs: ['READ_FILE'] });
  switchOff(client);
  client.open('d/file', O_RDONLY).expect(denied);
  log.denied({ by: 'client', blockers: 'fs.read_file', object: log.file('d/file') }).ends();
});

scenario(
  'a domain of a process that switched nothing off is not concerned by LOG_SUBDOMAINS_OFF of its sibling',
  { ...audited, doc, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const silent = t.main.process('silent');
    const loud = t.main.process('loud');
    switchOff(silent);
    landlock(loud, { fs: ['READ_FILE'] });
    loud.open('d/file', O_RDONLY).expect(denied);
    log.denied({ by: 'loud', blockers: 'fs.read_file', object }).ends();
  },
);
