import { AF_UNIX, SOCK_DGRAM, SOCK_STREAM, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { journeys, withholds } from './journeys.ts';
import { answer, recordedRights } from './rights.ts';

const doc = 'Documentation/security/landlock.rst: File descriptor access rights';

scenario(
  'a descriptor that is sent over a socket answers {right} as at its opening, {journey}',
  {
    doc,
    tags: ['fd', 'scm_rights'],
    variants: { right: recordedRights, journey: journeys },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.right.prepare(t);
    const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
    const { client: opener, server: receiver } = t.journey.spawn(t, t.right.missing);
    const fd = t.right.open(opener);
    opener.sendFds(here, [fd]);
    const { fds } = receiver.receiveFds(there);
    t.right.use(receiver, fds[0]!).expect(answer(t.right, withholds(t.journey.client)));
    // The receiver's domain counts only for what the receiver opens itself.
    t.right.use(receiver, t.right.open(receiver)).expect(answer(t.right, withholds(t.journey.server)));
    t.right.use(opener, fd).expect(answer(t.right, withholds(t.journey.client)));
  },
);

scenario(
  'a descriptor outlives its sandboxed opener, and still answers {right} as at its opening',
  { doc, tags: ['fd', 'scm_rights'], variants: { right: recordedRights }, programs: ['strict', 'best-effort'] },
  (t) => {
    t.right.prepare(t);
    const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_DGRAM));
    const opener = t.main.process('opener');
    landlock(opener, t.right.missing);
    opener.sendFds(here, [t.right.open(opener)]);
    opener.exit();
    t.main.wait4(opener);
    // While it is in flight, the message alone holds the description.
    const { fds } = t.main.receiveFds(there);
    t.right.use(t.main, fds[0]!).expect(t.right.denied);
    t.right.use(t.main, t.right.open(t.main)).expect(answer(t.right, false));
  },
);

scenario(
  'a descriptor that went out of a sandbox and back answers {right} as at its opening, opened {opener}',
  {
    doc,
    tags: ['fd', 'scm_rights'],
    variants: {
      right: recordedRights,
      opener: [
        { label: 'in the sandbox', sandboxed: true },
        { label: 'outside', sandboxed: false },
      ],
    },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.right.prepare(t);
    const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_DGRAM));
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, t.right.missing);
    const [first, second] = t.opener.sandboxed ? [sandboxed, t.main] : [t.main, sandboxed];
    const [near, far] = t.opener.sandboxed ? [here, there] : [there, here];
    first.sendFds(near, [t.right.open(first)]);
    const out = second.receiveFds(far);
    second.sendFds(far, [out.fds[0]!]);
    const back = first.receiveFds(near);
    t.right.use(first, back.fds[0]!).expect(answer(t.right, t.opener.sandboxed));
    t.right.use(second, out.fds[0]!).expect(answer(t.right, t.opener.sandboxed));
    t.right.use(sandboxed, t.right.open(sandboxed)).expect(t.right.denied);
  },
);
