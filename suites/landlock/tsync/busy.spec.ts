import {
  type Actor,
  AF_UNIX,
  abstractAddress,
  OK,
  type Outcome,
  POLLIN,
  SOCK_STREAM,
  type Started,
  scenario,
  value,
} from '../../../runner/index.ts';
import { cannotRead, makeFile } from '../domains/reading.ts';
import { isRestricted, restrictAll, threadsOf } from './tsync.ts';

const doc = 'security/landlock/tsync.c: schedule_task_work(), TWA_SIGNAL; signal(7)';
const programs = ['strict', 'best-effort'] as const;
const tags = ['domain', 'threads', 'tsync'];

/** Begins a call that waits, and says how it ends. */
interface Waiting {
  readonly begun: Started;
  /** What it answers in the end. */
  readonly answer: Outcome;
  readonly end: (actor: Actor) => void;
}

/** Calls that go on after they were interrupted for no signal. Each has a thread that prepares and ends it. */
const calls: readonly { label: string; begin: (worker: Actor, other: Actor) => Waiting }[] = [
  {
    label: 'reads an empty pipe',
    begin: (worker, other) => {
      const [reading, writing] = other.pairOf(other.pipe2());
      return { begun: worker.read(reading).start(), answer: value(1), end: (actor) => actor.write(writing) };
    },
  },
  {
    label: 'polls an empty pipe',
    begin: (worker, other) => {
      const [reading, writing] = other.pairOf(other.pipe2());
      return {
        begun: worker.poll(reading, POLLIN, 10_000).start(),
        answer: value(1),
        end: (actor) => actor.write(writing),
      };
    },
  },
  {
    label: 'accepts a connection',
    begin: (worker, other) => {
      const listener = other.socket(AF_UNIX, SOCK_STREAM);
      other.bind(listener, abstractAddress('tsync'));
      other.listen(listener);
      return {
        begun: worker.accept(listener).start(),
        answer: OK,
        end: (actor) => actor.connect(actor.socket(AF_UNIX, SOCK_STREAM), abstractAddress('tsync')),
      };
    },
  },
  {
    label: 'waits for a child',
    begin: (worker, other) => {
      const child = other.process('child');
      return { begun: worker.wait4(child).start(), answer: OK, end: () => child.exit() };
    },
  },
];

scenario(
  'TSYNC restricts a thread that {call}, and the call ends as if nothing had happened',
  { doc, tags, programs, variants: { call: calls } },
  (t) => {
    makeFile(t.main);
    const { first, workers } = threadsOf(t.main, 2);
    const [waiting, other] = workers as [Actor, Actor];
    const { begun, answer, end } = t.call.begin(waiting, other);
    // Returns when every thread is restricted, those that wait, too.
    restrictAll(first);
    cannotRead(first);
    end(other);
    begun.await().expect(answer);
    isRestricted(waiting);
  },
);
