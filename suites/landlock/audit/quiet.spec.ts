import {
  AF_INET,
  AF_UNIX,
  abi,
  abstractAddress,
  EACCES,
  inet4,
  matching,
  OK,
  SOCK_STREAM,
  scenario,
  since,
  some,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { audited, Log } from './log.ts';
import { fileCases, otherCases } from './quiet-cases.ts';
import { prepare } from './rights.ts';

const doc = 'include/uapi/linux/landlock.h: LANDLOCK_ADD_RULE_QUIET; security/landlock/log.c: is_denial_quieted()';
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);

scenario(
  'a denial is not recorded where a quiet rule covers all that the denying domain misses, {case}',
  { ...audited, doc, variants: { case: fileCases }, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const client = t.main.process('client');
    for (const layer of t.case.layers) landlock(client, layer);
    client.open('d/file', t.case.flags).expect(denied);
    const blockers = t.facts.abi >= 10 ? t.case.loud : t.case.always;
    if (blockers !== undefined) log.denied({ by: 'client', blockers, object });
    log.ends();
  },
);

scenario(
  'a denial of another kind is not recorded where it is quiet, {case}',
  { ...audited, doc, variants: { case: otherCases }, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const server = t.main.socket(AF_UNIX, SOCK_STREAM);
    t.main.bind(server, abstractAddress('kconform'));
    t.main.listen(server);
    const victim = t.main.process('victim');
    const client = t.main.process('client');
    landlock(client, t.case.quiet);
    t.case.act(client, victim).expect(t.case.answer);
    if (t.case.never || t.facts.abi < 10)
      log.denied({ by: 'client', blockers: t.case.blockers, object: matching` ${some(/[op].+/)}` });
    log.ends();
  },
);

const ports = [
  { label: 'the quiet port', port: 4000, loud: false },
  { label: 'another port', port: 4001, loud: true },
];

scenario(
  'a denied port is not recorded where a quiet rule has it, {port}',
  { ...audited, doc, namespaces: ['net'], variants: { port: ports }, programs },
  (t) => {
    const { port, loud } = t.port;
    const log = new Log(t, { fromNet: true });
    const client = t.main.process('client');
    landlock(client, { net: ['BIND_TCP'], quietNet: ['BIND_TCP'], rules: [{ port: 4000, access: [], quiet: true }] });
    client
      .bind(client.socket(AF_INET, SOCK_STREAM), inet4('127.0.0.1', port))
      .expect(since(abi(4), EACCES).otherwise(OK));
    if (loud || t.facts.abi < 10)
      log.denied({ by: 'client', blockers: 'net.bind_tcp', object: ` saddr=127.0.0.1 src=${port}` });
    log.ends();
  },
);
