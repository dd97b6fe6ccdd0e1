import { OK, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { answer, recordedRights } from './rights.ts';

const doc = 'Documentation/security/landlock.rst: File descriptor access rights';
const moments = [
  { label: 'before the domain', early: true },
  { label: 'under the domain', early: false },
];
const options = {
  doc,
  tags: ['fd', 'inheritance'],
  variants: { right: recordedRights, moment: moments },
  programs: ['strict', 'best-effort'] as const,
};

scenario('an executed program inherits a descriptor’s answer to {right}, opened {moment}', options, (t) => {
  t.right.prepare(t);
  const actor = t.main.process('sandboxed');
  const early = t.right.open(actor);
  landlock(actor, t.right.missing);
  const fd = t.moment.early ? early : t.right.open(actor);
  actor.reexec();
  t.right.use(actor, fd).expect(answer(t.right, !t.moment.early));
  t.right.use(actor, t.right.open(actor)).expect(t.right.denied);
});

scenario('a child inherits a descriptor’s answer to {right}, opened {moment}', options, (t) => {
  t.right.prepare(t);
  const parent = t.main.process('parent');
  const early = t.right.open(parent);
  landlock(parent, t.right.missing);
  const fd = t.moment.early ? early : t.right.open(parent);
  const child = parent.process('child');
  t.right.use(child, fd).expect(answer(t.right, !t.moment.early));
  t.right.use(child, t.right.open(child)).expect(t.right.denied);
});

scenario(
  'a child that sandboxes itself keeps the {right} answer of an inherited descriptor',
  { doc, tags: ['fd', 'inheritance'], variants: { right: recordedRights }, programs: ['strict', 'best-effort'] },
  (t) => {
    t.right.prepare(t);
    const parent = t.main.process('parent');
    landlock(parent, t.right.granted);
    const fd = t.right.open(parent);
    const child = parent.process('child');
    landlock(child, t.right.missing);
    t.right.use(child, fd).expect(OK);
    t.right.use(child, t.right.open(child)).expect(t.right.denied);
    t.right.use(parent, t.right.open(parent)).expect(OK);
  },
);

scenario(
  'threads in different domains share a descriptor and its answer to {right}, opened by {opener}',
  {
    doc,
    tags: ['fd', 'threads'],
    variants: {
      right: recordedRights,
      opener: [
        { label: 'the sandboxed thread', sandboxed: true },
        { label: 'the unsandboxed thread', sandboxed: false },
      ],
    },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.right.prepare(t);
    const free = t.main.process('free');
    const sandboxed = free.thread('sandboxed');
    landlock(sandboxed, t.right.missing);
    const [opener, user] = t.opener.sandboxed ? [sandboxed, free] : [free, sandboxed];
    const fd = t.right.open(opener);
    t.right.use(user, fd).expect(answer(t.right, t.opener.sandboxed));
    t.right.use(opener, fd).expect(answer(t.right, t.opener.sandboxed));
    t.right.use(user, t.right.open(user)).expect(answer(t.right, !t.opener.sandboxed));
  },
);
