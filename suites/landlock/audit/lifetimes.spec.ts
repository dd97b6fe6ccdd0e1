import {
  type Actor,
  abi,
  anything,
  EACCES,
  EXDEV,
  type Hole,
  matching,
  O_RDONLY,
  O_WRONLY,
  OK,
  PR_SET_CHILD_SUBREAPER,
  same,
  scenario,
  since,
  some,
} from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { RESTRICT_SELF_LOG_NEW_EXEC_ON, RESTRICT_SELF_LOG_SAME_EXEC_OFF } from '../uapi.ts';
import { endAndReap, MARK, Releases } from './lifetimes.ts';
import { audited, isLogged, Log } from './log.ts';
import { prepare } from './rights.ts';

const doc =
  'Documentation/admin-guide/LSM/landlock.rst: AUDIT_LANDLOCK_DOMAIN; security/landlock/audit.c: landlock_audit_free_domain()';
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);
const reading: SandboxSpec = { fs: ['READ_FILE'] };
const tryRead = (actor: Actor) => actor.open('d/file', O_RDONLY).expect(denied);

/** A domain was told to end, after so many denials; beside whatever else ended. */
const released = (by: string, denials: number) =>
  matching`${anything}: domain=${same(`domain_${by}`)} status=deallocated denials=${denials}${some(/(?:\0[\s\S]*)?/)}`;

const hexadecimal = some(/[0-9a-f]+/);
/** One record of an end and its header, and nothing around them. */
const only = (domain: Hole, denials: number) =>
  matching`${some(/[^\0][\s\S]{15}audit\(\d+\.\d+:\d+\)/)}: domain=${domain} status=deallocated denials=${denials}`;

const counted = [
  { label: 'one denial', layer: reading, flags: 0, loud: 1, silent: 0, count: 1 },
  { label: 'three denials', layer: reading, flags: 0, loud: 3, silent: 0, count: 3 },
  {
    label: 'denials before and after an execution',
    layer: reading,
    flags: 0,
    loud: 2,
    silent: 2,
    count: 4,
  },
  {
    label: 'denials after an execution recorded only',
    layer: reading,
    flags: RESTRICT_SELF_LOG_SAME_EXEC_OFF | RESTRICT_SELF_LOG_NEW_EXEC_ON,
    loud: 2,
    silent: 3,
    count: 5,
  },
] as const;

scenario(
  'the end of a domain is recorded with the number of its denials, recorded or not, {denials}',
  { ...audited, doc, variants: { denials: counted }, programs },
  (t) => {
    prepare(t);
    const { flags, loud, silent, count } = t.denials;
    const log = new Log(t);
    const object = log.file('d/file');
    const denial = { by: 'client', blockers: 'fs.read_file', object };
    const releases = log.active ? new Releases(t) : undefined;
    const client = t.main.process('client');
    landlock(client, { ...t.denials.layer, flags });
    const first = flags === 0 ? loud : silent;
    for (let index = 0; index < first; index += 1) tryRead(client);
    client.reexec();
    for (let index = first; index < count; index += 1) tryRead(client);
    for (let index = 0; index < loud; index += 1) log.denied(denial);
    log.ends();
    if (releases === undefined) return;
    releases.end(client);
    const { step, records } = releases.told();
    step.outputs(released('client', count), records);
  },
);

scenario(
  'both records of a denied move count',
  { ...audited, doc: 'security/landlock/fs.c: current_check_refer_path()', programs },
  (t) => {
    prepare(t);
    t.main.mkdir('e');
    const log = new Log(t);
    const objects = [log.file('d'), log.file('e')];
    const releases = log.active ? new Releases(t) : undefined;
    const client = t.main.process('client');
    landlock(client, { fs: ['REFER', 'MAKE_REG'] });
    // ABI 1 has no right to refer: it denies with another error.
    client.link('d/file', 'e/new').expect(since(abi(2), EACCES).since(abi(1), EXDEV).otherwise(OK));
    log.denied({ by: 'client', blockers: 'fs.refer', object: objects[0] });
    log.denied({ by: 'client', blockers: 'fs.make_reg,fs.refer', object: objects[1], again: true }).ends();
    if (releases === undefined) return;
    releases.end(client);
    const { step, records } = releases.told();
    step.outputs(released('client', 2), records);
  },
);

scenario(
  'a denial that a quiet rule keeps out of the log counts',
  { ...audited, doc: 'security/landlock/log.c: landlock_log_denial()', programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/empty');
    const file = log.file('d/file');
    const releases = log.active ? new Releases(t) : undefined;
    const client = t.main.process('client');
    landlock(client, {
      fs: ['READ_FILE', 'READ_DIR'],
      quietFs: ['READ_FILE'],
      rules: [{ path: 'd', access: [], quiet: true }],
    });
    tryRead(client);
    if (t.facts.abi < 10) log.denied({ by: 'client', blockers: 'fs.read_file', object: file });
    client.open('d/empty', O_RDONLY).expect(denied);
    log.denied({ by: 'client', blockers: 'fs.read_dir', object }).ends();
    if (releases === undefined) return;
    releases.end(client);
    const { step, records } = releases.told();
    step.outputs(released('client', 2), records);
  },
);

scenario(
  'an outer domain ends after the domains below it, and with its own denials only',
  { ...audited, doc: 'security/landlock/domain.h: landlock_put_hierarchy()', programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const releases = log.active ? new Releases(t) : undefined;
    const outer = t.main.process('outer');
    landlock(outer, { fs: ['READ_FILE', 'WRITE_FILE'], rules: [{ path: 'd', access: ['READ_FILE'] }] });
    outer.open('d/file', O_WRONLY).expect(denied);
    log.denied({ by: 'outer', blockers: 'fs.write_file', object });
    const inner = outer.process('inner');
    landlock(inner, reading);
    for (const _ of [1, 2]) {
      tryRead(inner);
      log.denied({ by: 'inner', blockers: 'fs.read_file', object });
    }
    log.ends();
    if (releases === undefined) return;
    endAndReap(inner, outer);
    releases.end(outer);
    const { step, records } = releases.told();
    step.outputs(
      matching`${anything}: domain=${same('domain_inner')} status=deallocated denials=2${some(/\0[\s\S]*/)}: domain=${same('domain_outer')} status=deallocated denials=1${some(/(?:\0[\s\S]*)?/)}`,
      records,
    );
  },
);

scenario('the end of a domain that was never recorded is not recorded', { ...audited, doc, programs }, (t) => {
  prepare(t);
  const releases = isLogged(t) ? new Releases(t) : undefined;
  releases?.told();
  const log = new Log(t);
  const object = log.file('d/file');
  const silent = t.main.process('silent');
  landlock(silent, { ...reading, flags: RESTRICT_SELF_LOG_SAME_EXEC_OFF });
  tryRead(silent);
  const loud = t.main.process('loud');
  landlock(loud, reading);
  tryRead(loud);
  // A best-effort program has no flags where there are no records.
  log.denied({ by: 'loud', blockers: 'fs.read_file', object }).ends();
  if (releases === undefined) return;
  releases.end(silent);
  releases.end(loud);
  const { step, records } = releases.told();
  step.outputs(matching`${only(same('domain_loud'), 1)}${some(/\0+/)}${only(hexadecimal, MARK)}`, records);
});

scenario('a domain lives as long as a process in it', { ...audited, doc, programs }, (t) => {
  prepare(t);
  // So that it is `t.main` who reaps the child whose parent has gone.
  t.main.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  const releases = isLogged(t) ? new Releases(t) : undefined;
  releases?.told();
  const log = new Log(t);
  const denial = { by: 'client', blockers: 'fs.read_file', object: log.file('d/file') };
  const client = t.main.process('client');
  landlock(client, reading);
  tryRead(client);
  log.denied(denial);
  const child = client.process('child');
  endAndReap(client, t.main);
  tryRead(child);
  log.denied(denial).ends();
  if (releases === undefined) return;
  const before = releases.told();
  before.step.outputs(only(hexadecimal, MARK), before.records);
  releases.end(child);
  const { step, records } = releases.told();
  step.outputs(released('client', 2), records);
});
