/** What a step reaches: another actor, or something outside of all actors. */
import { addressOf, reaches } from './addresses.ts';
import { buildsSandbox } from './landlock.ts';
import { pathsOf } from './paths.ts';
import type { Replay } from './replay.ts';
import type { SceneObject, Target } from './scene.ts';
import type { Channel } from './things.ts';
import { type Call, type Reference, referenceIn } from './words.ts';

/** Calls that get something; what they get was drawn as the arrow of who sent it. */
const RECEIVES: ReadonlySet<string> = new Set(['recvfrom', 'recvmsg', 'accept', 'accept4', 'poll', 'listen']);
/** Calls that change a descriptor of their own and reach nobody. */
const OWN: ReadonlySet<string> = new Set(
  'close socket socketpair pipe2 dup dup3 setsockopt getsockopt getsockname shutdown epoll_ctl close_range reexec process thread chdir fchdir'.split(
    ' ',
  ),
);
const SENDS: ReadonlySet<string> = new Set(['sendto', 'sendmsg', 'sendmmsg', 'write', 'writev', 'sendfile']);

/** Target and source of a step, before it happens. Objects that are new are added. */
export function targetsOf(
  replay: Replay,
  at: number,
  objects: Map<string, SceneObject>,
): { target: Target | undefined; source: Target | undefined } {
  const call = replay.calls[at]!;
  const { actor } = replay.steps[at]!;
  const none = { target: undefined, source: undefined };
  if (OWN.has(call.name) || call.manner === 'start' || buildsSandbox(call)) return none;
  const object = (kind: SceneObject['kind'], key: string, label = key): Target => {
    if (!objects.has(key)) objects.set(key, { key, kind, label });
    return { kind: 'object', key };
  };
  const other = actorIn(replay, call, actor);
  if (other !== undefined) return { target: { kind: 'actor', name: other }, source: undefined };
  const address = addressOf(call);
  if (address !== undefined) return { target: addressTarget(replay, call, actor, address, object), source: undefined };
  const paths = pathsOf(call, replay.actor(actor), replay.things);
  if (paths.length > 0) {
    const [first] = paths;
    // What is in /proc of another process is that process.
    const process = /^\/proc\/([^/]+)/.exec(paths.at(-1)!)?.[1];
    if (process !== undefined && process !== actor && replay.actors.has(process)) {
      return { target: { kind: 'actor', name: process }, source: undefined };
    }
    const source = paths.length > 1 ? object('file', first!) : undefined;
    return { target: object('file', paths.at(-1)!), source };
  }
  const subject = replay.things.subjectOf(call);
  if (subject === undefined) return none;
  const { thing, reference } = subject;
  if (thing.kind === 'file') return { target: object('file', thing.path), source: undefined };
  if (thing.kind === 'memory')
    return { target: object('memory', `${thing.label}#${thing.step}`, thing.label), source: undefined };
  const sends = SENDS.has(call.name);
  if (thing.kind === 'socket' && sends && !RECEIVES.has(call.name)) {
    if (thing.peer !== undefined && thing.peer !== actor)
      return { target: { kind: 'actor', name: thing.peer }, source: undefined };
    return thing.connected === undefined ? none : { target: object('address', thing.connected), source: undefined };
  }
  if (thing.kind === 'channel' && sends)
    return { target: channelTarget(replay, at, thing, reference), source: undefined };
  return none;
}

/** Another actor that the call names: by its name, its process ID or a descriptor of it. */
function actorIn(replay: Replay, call: Call, actor: string): string | undefined {
  for (const argument of call.args) {
    const bare = argument.replace(/^-/, '');
    const thing = replay.things.of(bare);
    const name = thing?.kind === 'actor' ? thing.name : referenceIn(bare) === undefined ? bare : undefined;
    if (name !== undefined && name !== actor && replay.actors.has(name)) return name;
  }
  return undefined;
}

/** An arrow to who is bound there; to the address itself when that is nobody else. */
function addressTarget(
  replay: Replay,
  call: Call,
  actor: string,
  address: string,
  object: (kind: SceneObject['kind'], key: string) => Target,
): Target | undefined {
  const owner = replay.ownerOf(address);
  if (call.name !== 'bind')
    return owner === undefined || owner === actor ? object('address', address) : { kind: 'actor', name: owner };
  const reached = replay.calls.some(
    (one, at) => one.name !== 'bind' && replay.steps[at]!.actor !== actor && reaches(address, addressOf(one) ?? ''),
  );
  return reached ? undefined : object('address', address);
}

/** Who uses the other end next. */
function channelTarget(replay: Replay, at: number, channel: Channel, reference: Reference): Target | undefined {
  const { actor } = replay.steps[at]!;
  const users = replay.calls
    .map((call, place) => ({ call, place, actor: replay.steps[place]!.actor }))
    .filter((user) => user.actor !== actor && usesOther(user.call, channel, reference));
  const next = users.find(({ place }) => place > at) ?? users.at(-1);
  return next === undefined || !replay.actors.has(next.actor) ? undefined : { kind: 'actor', name: next.actor };
}

function usesOther({ args, name }: Call, channel: Channel, reference: Reference): boolean {
  if (name === 'close') return false;
  const found = referenceIn(args[0]);
  return found?.step === channel.step && found.index !== reference.index;
}
