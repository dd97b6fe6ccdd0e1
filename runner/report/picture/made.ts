/** What a call makes: the thing that its return value stands for. */
import { handlesOf } from './landlock.ts';
import { pathsOf } from './paths.ts';
import type { PictureStep, SceneActor } from './scene.ts';
import type { Thing, Things } from './things.ts';
import type { Call } from './words.ts';

const DUPLICATES: ReadonlySet<string> = new Set(['dup', 'dup3', 'pidfd_getfd']);
const MEMORY: ReadonlySet<string> = new Set(
  (
    'memfd_create memfd_secret eventfd2 timerfd_create signalfd4 epoll_create1 inotify_init1 fanotify_init userfaultfd io_uring_setup perf_event_open ' +
    'fsopen fspick'
  ).split(' '),
);

/** What is known when a call is made. */
interface Known {
  readonly actors: ReadonlyMap<string, SceneActor>;
  readonly things: Things;
}

/** The thing that a call makes, if it makes one. */
export function thingMadeBy(
  step: PictureStep,
  call: Call,
  actor: SceneActor,
  { actors, things }: Known,
): Thing | undefined {
  const { name, args } = call;
  const handles = handlesOf(call);
  if (handles !== undefined) return { kind: 'ruleset', handles, rules: [] };
  if (name === 'getpid' || name === 'gettid') return { kind: 'actor', name: actor.name };
  if (name === 'pidfd_open') {
    return things.of(args[0]) ?? (actors.has(args[0] ?? '') ? { kind: 'actor', name: args[0]! } : undefined);
  }
  if (DUPLICATES.has(name)) return things.of(name === 'pidfd_getfd' ? args[1] : args[0]);
  if (name === 'fcntl' && args[1]?.startsWith('F_DUPFD')) return things.of(args[0]);
  if (name === 'socket') {
    const type = typeOfSocket(args);
    return { kind: 'socket', owner: actor.name, type, bound: undefined, peer: undefined, connected: undefined };
  }
  if (name === 'socketpair') return { kind: 'channel', step: step.id, label: 'socket pair' };
  if (name === 'pipe2' || name === 'pipe') return { kind: 'channel', step: step.id, label: 'pipe' };
  if (name === 'accept4' || name === 'accept') {
    const listener = things.of(args[0]);
    const peer = listener?.kind === 'socket' ? listener.peer : undefined;
    return { kind: 'socket', owner: actor.name, type: 'connection', bound: undefined, peer, connected: undefined };
  }
  if (MEMORY.has(name))
    return { kind: 'memory', label: name.replace(/(_create1?|_init1?|_setup|2|4)$/, ''), step: step.id };
  if (/^(open|openat2?|creat|open_tree)$/.test(name)) {
    const path = pathsOf(call, actor, things).at(-1);
    return path === undefined ? undefined : { kind: 'file', path };
  }
  return undefined;
}

/** `AF_UNIX SOCK_STREAM`, without the flags. */
export function typeOfSocket(args: readonly string[]): string {
  return args
    .slice(0, 2)
    .join(' ')
    .replace(/\|SOCK_(NONBLOCK|CLOEXEC)/g, '');
}

/** The descriptors in `{message with SCM_RIGHTS fd#3 fd#4}`; undefined when it passes none. */
export function rightsIn(message: string | undefined, things: Things): (Thing | undefined)[] | undefined {
  const words = /SCM_RIGHTS ?([^}]*)/.exec(message ?? '')?.[1];
  if (words === undefined) return undefined;
  return words === '' ? [undefined] : words.split(' ').map((word) => things.of(word));
}
