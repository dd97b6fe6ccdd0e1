import { capture, EPERM, matching, O_CLOEXEC, O_PATH, same, scenario, some } from '../../../runner/index.ts';
import { addPathRule, addPortRule, createRuleset, restrictSelf } from '../calls.ts';
import { FS, NET, SCOPE } from '../uapi.ts';
import { event, Trace, traced } from './trace.ts';

const control = 'none: nothing is denied';
const hex = /[0-9a-f]+/;
const ruleset = same('ruleset');
const domain = same('domain');

scenario(
  'the making of a ruleset and of a domain is traced, with versions that count the rules',
  { ...traced, control },
  (t) => {
    t.main.mkdir('d');
    const trace = new Trace(t, [
      'create_ruleset',
      'add_rule_path_beneath',
      'add_rule_net_port',
      'create_domain',
      'enforce_domain',
      'free_ruleset',
    ]);
    const directory = trace.file('d');
    const actor = t.main.process('actor');
    actor.noNewPrivs();
    const made = createRuleset(actor, {
      handledFs: FS.EXECUTE | FS.READ_FILE,
      handledNet: NET.BIND_TCP,
      scoped: SCOPE.SIGNAL,
    });
    addPathRule(actor, made, actor.open('d', O_PATH | O_CLOEXEC), FS.READ_FILE);
    addPortRule(actor, made, 4000, NET.BIND_TCP);
    restrictSelf(actor, made);
    actor.close(made);
    // A rule grants what its ruleset does not handle (landlock_append_fs_rule(), landlock_append_net_rule()), but for what is always denied.
    const rest =
      'write_file|read_file|read_dir|remove_dir|remove_file|make_char|make_dir|make_reg|make_sock|make_fifo|make_block|make_sym|truncate|ioctl_dev|resolve_unix';
    trace.shows(
      event(
        'create_ruleset',
        matching`ruleset=${capture('ruleset', hex)}.0 handled_fs=execute|read_file handled_net=bind_tcp scoped=signal`,
      ),
      event('add_rule_path_beneath', matching`ruleset=${ruleset}.1 access_rights=${rest} ${directory}`),
      event(
        'add_rule_net_port',
        matching`ruleset=${ruleset}.2 access_rights=bind_tcp|connect_tcp|bind_udp|connect_send_udp port=4000`,
      ),
      event('create_domain', matching`domain=${capture('domain', hex)} parent=0 ruleset=${ruleset}.2`),
      event('enforce_domain', matching`domain=${domain} complete=1 process_wide=1 no_new_privs=1`),
      event('free_ruleset', matching`ruleset=${ruleset}.2`),
    );
  },
);

scenario(
  'a domain below another names it, and a privileged thread may do without no_new_privs',
  { ...traced, control },
  (t) => {
    const trace = new Trace(t, ['create_domain', 'enforce_domain']);
    const actor = t.main.process('actor');
    const made = createRuleset(actor, { handledFs: FS.READ_FILE });
    restrictSelf(actor, made);
    restrictSelf(actor, made);
    trace.shows(
      event('create_domain', matching`domain=${capture('domain', hex)} parent=0 ruleset=${capture('ruleset', hex)}.0`),
      event('enforce_domain', matching`domain=${domain} complete=1 process_wide=1 no_new_privs=0`),
      event('create_domain', matching`domain=${capture('inner', hex)} parent=${domain} ruleset=${ruleset}.0`),
      event('enforce_domain', matching`domain=${same('inner')} complete=1 process_wide=1 no_new_privs=0`),
    );
  },
);

scenario(
  'enforcement by one thread of several is not process-wide, with TSYNC it is told of each, the caller last, {flags}',
  {
    ...traced,
    control,
    variants: {
      flags: [
        { label: 'without TSYNC', bits: 0 },
        { label: 'TSYNC', bits: 8 },
      ],
    },
  },
  (t) => {
    const trace = new Trace(t, ['enforce_domain']);
    const actor = t.main.process('actor');
    actor.thread('second');
    actor.thread('third');
    restrictSelf(actor, createRuleset(actor, { handledFs: FS.READ_FILE }), t.flags.bits);
    const wide = t.flags.bits === 0 ? 0 : 1;
    const sibling = event('enforce_domain', matching`domain=${domain} complete=0 process_wide=1 no_new_privs=0`);
    const first = event(
      'enforce_domain',
      matching`domain=${capture('domain', hex)} complete=${wide === 1 ? 0 : 1} process_wide=${wide} no_new_privs=0`,
    );
    const last = event('enforce_domain', matching`domain=${domain} complete=1 process_wide=1 no_new_privs=0`);
    trace.shows(...(wide === 1 ? [first, sibling, last] : [first]));
  },
);

/** Denials of the domain that is asked about: more than those of any other scenario. */
const DENIALS = 30;

scenario(
  'the end of a domain is traced with all of its denials, {logging}',
  {
    ...traced,
    doc: 'security/landlock/log.c: landlock_log_denial(), landlock_log_free_domain()',
    control,
    variants: {
      logging: [
        { label: 'recorded by default', flags: 0 },
        { label: 'never recorded', flags: 1 },
      ],
    },
  },
  (t) => {
    // Domains of other scenarios may still be ending: none of them was denied as often.
    const trace = new Trace(t, ['create_domain', 'free_domain'], {
      filters: { free_domain: `denials >= ${DENIALS / 2}` },
    });
    const client = t.main.process('client');
    restrictSelf(client, createRuleset(client, { scoped: SCOPE.SIGNAL }), t.logging.flags);
    for (let denial = 0; denial < DENIALS; denial += 1) client.kill(t.main, 0).expect(EPERM);
    trace
      .read()
      .outputs(event('create_domain', matching`domain=${capture('domain', hex)} parent=0 ruleset=${some(hex)}.0`));
    client.exit();
    t.main.wait4(client);
    // A domain is freed some time after its last process is gone.
    trace.read({ wait: true }).outputs(event('free_domain', matching`domain=${domain} denials=${DENIALS}`));
    trace.end();
  },
);
