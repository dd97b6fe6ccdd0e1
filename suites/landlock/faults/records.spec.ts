import {
  abi,
  anything,
  capture,
  EACCES,
  ENOMEM,
  EPERM,
  feature,
  matching,
  O_CLOEXEC,
  O_PATH,
  O_RDWR,
  OK,
  PR_SET_KEEPCAPS,
  same,
  scenario,
  some,
} from '../../../runner/index.ts';
import { Releases } from '../audit/lifetimes.ts';
import { addPathRule, createRuleset, restrictSelf } from '../calls.ts';
import { event, Trace } from '../tracing/trace.ts';
import { FS, RESTRICT_SELF_TSYNC, SCOPE } from '../uapi.ts';
import { allowFaults, FAULTS, FailingTask, faulty } from './faults.ts';

const hexadecimal = some(/[0-9a-f]+/);
const traced = { ...faulty, needs: [...faulty.needs, feature('trace-events')] };

scenario(
  'a rule for whose name there is no memory is added, and its trace event says so',
  {
    ...traced,
    doc: `${FAULTS}; security/landlock/fs.c: landlock_append_fs_rule(), "<no_mem>"`,
    control: 'none: nothing is denied',
  },
  (t) => {
    const { main } = t;
    main.writeFile('file');
    const restore = allowFaults(main);
    const task = new FailingTask(main);
    const ruleset = createRuleset(main, { handledFs: FS.READ_FILE | FS.WRITE_FILE });
    const file = main.open('file', O_PATH | O_CLOEXEC);
    // What is added to a rule needs no memory but for the event.
    addPathRule(main, ruleset, file, FS.READ_FILE);
    const trace = new Trace(t, ['add_rule_path_beneath']);
    task.first(() => addPathRule(main, ruleset, file, FS.WRITE_FILE).expect(OK));
    trace.shows(
      event(
        'add_rule_path_beneath',
        matching`ruleset=${hexadecimal}.2 access_rights=${some(/[a-z_|]+/)} dev=0:${some(/\d+/)} ino=${trace.inode('file')} path=<no_mem>`,
      ),
    );
    restore();
  },
);

scenario(
  'a denial for whose object there is no memory is a denial, and its trace event says so',
  {
    ...traced,
    doc: `${FAULTS}; security/landlock/trace.c: landlock_trace_denial(), "<no_mem>"`,
    control: 'none: a scenario beside it has the same denial with a control arm (landlock/tracing/denials)',
  },
  (t) => {
    const { main } = t;
    main.writeFile('file');
    const restore = allowFaults(main);
    const trace = new Trace(t, ['deny_access_fs']);
    const inode = trace.inode('file');
    const client = main.process('client');
    const task = new FailingTask(client);
    restrictSelf(client, createRuleset(client, { handledFs: FS.TRUNCATE }));
    const file = client.open('file', O_RDWR);
    task.first(() => client.ftruncate(file, 0).expect(EACCES));
    trace.shows(
      event(
        'deny_access_fs',
        matching`domain=${hexadecimal} same_exec=1 logged=1 blockers=truncate dev=0:${some(/\d+/)} ino=${inode} path=<no_mem>`,
      ),
    );
    restore();
  },
);

scenario(
  'a domain that TSYNC cannot enforce for want of memory is traced when it is created, and no thread is traced to enforce it',
  {
    ...traced,
    doc: `${FAULTS}; security/landlock/syscalls.c: "the event fires for a domain that a later (rare) thread-sync failure aborts"; security/landlock/tsync.c: restrict_one_thread()`,
    control: 'none: about the system call itself',
  },
  (t) => {
    const { main } = t;
    const restore = allowFaults(main);
    const trace = new Trace(t, ['create_domain', 'enforce_domain']);
    const ruleset = createRuleset(main, { handledFs: FS.READ_FILE });
    const first = main.process('first');
    const second = first.thread('second');
    // A thread with the very credentials of the caller allocates none.
    second.prctl(PR_SET_KEEPCAPS, 1);
    const task = new FailingTask(second, first);
    const call = () => restrictSelf(first, ruleset, RESTRICT_SELF_TSYNC);
    task.first(() => call().expect(ENOMEM));
    call().expect(OK);
    const created = matching`parent=0 ruleset=${hexadecimal}.0`;
    const enforced = matching`domain=${same('enforced')}`;
    trace.shows(
      event('create_domain', matching`domain=${hexadecimal} ${created}`),
      event('create_domain', matching`domain=${capture('enforced', /[0-9a-f]+/)} ${created}`),
      event('enforce_domain', matching`${enforced} complete=0 process_wide=1 no_new_privs=0`),
      event('enforce_domain', matching`${enforced} complete=1 process_wide=1 no_new_privs=0`),
    );
    restore();
  },
);

/** Allocations of one denial that are let fail; more than its records take. */
const LAST = 24;

scenario(
  'a denial for whose record there is no memory is a denial, and counts',
  {
    ...faulty,
    needs: [...faulty.needs, abi(7), feature('audit')],
    boot: 'audit',
    doc: `${FAULTS}; security/landlock/audit.c: landlock_audit_denial(), log_domain(); security/landlock/log.c: "Consistently keeps track of the number of denied access requests"`,
    control: 'none: a scenario beside it has the same denials with a control arm (landlock/faults/denials)',
  },
  (t) => {
    const { main } = t;
    const restore = allowFaults(main);
    const releases = new Releases(t);
    const client = main.process('client');
    const task = new FailingTask(client);
    restrictSelf(client, createRuleset(client, { scoped: SCOPE.SIGNAL }));
    const denied = () => client.kill(main, 0).expect(EPERM);
    task.first(denied);
    task.eachAllocation(LAST, denied, { failed: EPERM, done: EPERM });
    releases.end(client);
    const { step, records } = releases.told();
    step.outputs(
      matching`${anything}: domain=${hexadecimal} status=deallocated denials=${LAST + 1}${some(/(?:\0[\s\S]*)?/)}`,
      records,
    );
    restore();
  },
);
