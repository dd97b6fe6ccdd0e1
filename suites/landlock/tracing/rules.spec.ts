import {
  AF_INET,
  capture,
  inet4,
  matching,
  O_RDONLY,
  OK,
  SOCK_STREAM,
  same,
  scenario,
  some,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { event, Trace, traced } from './trace.ts';

const control = 'none: nothing is denied';
const options = {
  ...traced,
  doc: 'Documentation/trace/events-landlock.rst: Interpreting check_rule events',
  control,
} as const;
const any = some(/[0-9a-f]+/);

scenario(
  'a rule that is looked at is traced with what each layer of it grants of what is asked, {layers}',
  {
    ...options,
    variants: {
      layers: [
        { label: 'one layer', grants: '{read_file}', rules: [true] },
        { label: 'two layers with a rule', grants: '{read_file,read_file}', rules: [true, true] },
        { label: 'a rule in the younger layer only', grants: '{,read_file}', rules: [false, true] },
      ],
    },
  },
  (t) => {
    t.main.mkdir('d');
    t.main.mkdir('e');
    t.main.writeFile('d/file');
    const trace = new Trace(t, ['check_rule_inode']);
    const inode = trace.inode('d');
    const client = t.main.process('client');
    for (const rule of t.layers.rules) {
      // The other layer does not handle the right, so that the file opens.
      landlock(
        client,
        rule ? { fs: ['READ_FILE'], rules: [{ path: 'd', access: ['READ_FILE'] }] } : { fs: ['MAKE_BLOCK'] },
      );
    }
    client.open('d/file', O_RDONLY).expect(OK);
    trace.shows(
      event(
        'check_rule_inode',
        matching`domain=${any} access_request=read_file dev=0:${some(/\d+/)} ino=${inode} grants=${t.layers.grants}`,
      ),
    );
  },
);

scenario('a port rule that is looked at is traced', { ...options, namespaces: ['net'] }, (t) => {
  const trace = new Trace(t, ['create_domain', 'check_rule_net_port']);
  const client = t.main.process('client');
  landlock(client, { net: ['BIND_TCP'], rules: [{ port: 4000, access: ['BIND_TCP'] }] });
  client.bind(client.socket(AF_INET, SOCK_STREAM), inet4('127.0.0.1', 4000)).expect(OK);
  trace.shows(
    event('create_domain', matching`domain=${capture('domain', /[0-9a-f]+/)} parent=0 ruleset=${any}.1`),
    event(
      'check_rule_net_port',
      matching`domain=${same('domain')} access_request=bind_tcp port=4000 grants={bind_tcp}`,
    ),
  );
});
