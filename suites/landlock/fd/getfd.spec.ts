import { abi, EPERM, OK, scenario, since } from '../../../runner/index.ts';
import { relation } from '../relations.ts';
import { journeys, withholds } from './journeys.ts';
import { answer, recordedRights } from './rights.ts';

// pidfd_getfd needs what ptrace needs (kernel/pid.c, __pidfd_fget()): every layer of the taker must hold the other process too.
const held = (layers: { client: readonly { name: string }[]; server: readonly { name: string }[] }) =>
  layers.server.every((layer, depth) => layers.client[depth]?.name === layer.name);

scenario(
  'a descriptor that is taken with pidfd_getfd answers {right} as at its opening, {journey}',
  {
    doc: 'Documentation/security/landlock.rst: File descriptor access rights',
    tags: ['fd', 'pidfd'],
    variants: { right: recordedRights, journey: journeys },
    where: ({ journey }) => held(journey),
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.right.prepare(t);
    const { client: opener, server: taker } = t.journey.spawn(t, t.right.missing);
    const fd = t.right.open(opener);
    const taken = taker.pidfdGetfd(taker.pidfdOpen(opener.pid), fd);
    t.right.use(taker, taken).expect(answer(t.right, withholds(t.journey.client)));
    t.right.use(taker, t.right.open(taker)).expect(answer(t.right, withholds(t.journey.server)));
  },
);

scenario(
  'pidfd_getfd brings no descriptor of a process outside of the domain, {journey}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Ptrace restrictions',
    tags: ['fd', 'pidfd', 'ptrace'],
    variants: {
      right: recordedRights,
      journey: [
        relation('of an unsandboxed process', '', 'a'),
        relation('of a process of the outer domain', 'a', 'a b'),
        relation('of a process of another domain', 'a', 'b'),
      ],
    },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.right.prepare(t);
    const { client: opener, server: taker } = t.journey.spawn(t, t.right.missing);
    const fd = t.right.open(opener);
    taker.pidfdGetfd(taker.pidfdOpen(opener.pid), fd).expect(since(abi(1), EPERM).otherwise(OK));
  },
);
