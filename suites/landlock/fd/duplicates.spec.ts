import {
  type Actor,
  F_DUPFD,
  F_DUPFD_CLOEXEC,
  O_CLOEXEC,
  type Step,
  scenario,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { answer, recordedRights } from './rights.ts';

const copies = [
  { label: 'dup', make: (actor: Actor, fd: Value): Step => actor.dup(fd) },
  { label: 'dup3', make: (actor: Actor, fd: Value): Step => actor.dup3(fd, 100, O_CLOEXEC) },
  { label: 'F_DUPFD', make: (actor: Actor, fd: Value): Step => actor.fcntl(fd, F_DUPFD, 50) },
  { label: 'F_DUPFD_CLOEXEC', make: (actor: Actor, fd: Value): Step => actor.fcntl(fd, F_DUPFD_CLOEXEC, 50) },
];
const moments = [
  { label: 'before the domain', early: true },
  { label: 'under the domain', early: false },
];

scenario(
  'a duplicate by {copy} answers {right} as the descriptor does, opened {moment}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Rights associated with file descriptors',
    tags: ['fd', 'dup'],
    variants: { right: recordedRights, copy: copies, moment: moments },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.right.prepare(t);
    const actor = t.main.process('sandboxed');
    const early = t.right.open(actor);
    landlock(actor, t.right.missing);
    const late = t.right.open(actor);
    // The duplicate refers to the same description, so it is not opened: the other descriptor's answer plays no part.
    t.right.use(actor, t.copy.make(actor, t.moment.early ? early : late)).expect(answer(t.right, !t.moment.early));
    t.right.use(actor, early).expect(answer(t.right, false));
    t.right.use(actor, late).expect(t.right.denied);
  },
);
