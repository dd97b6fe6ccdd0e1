/** From steps to a scene: the steps are gone through in their order, and what each changes is kept. */
import { addressOf, reaches } from './addresses.ts';
import { isForAllThreads, ruleOf } from './landlock.ts';
import { rightsIn, thingMadeBy } from './made.ts';
import { outcomeOf } from './outcome.ts';
import { join } from './paths.ts';
import type { PictureStep, Scene, SceneActor, SceneDomain, SceneEvent } from './scene.ts';
import { targetsOf } from './targets.ts';
import { type Thing, Things, thingInWords } from './things.ts';
import { type Call, firstReference, parseWords, quoted } from './words.ts';

/** What a step made, and the descriptors that it passed or received. */
interface Happened {
  makes?: string;
  domain?: number;
  carries?: readonly (Thing | undefined)[];
}

/** Everything that the steps told so far. */
export class Replay {
  readonly actors = new Map<string, SceneActor>();
  readonly domains: SceneDomain[] = [];
  readonly things = new Things();
  /** Who is bound to an address. */
  readonly bound = new Map<string, string>();
  /** Descriptors on their way, as sent and not yet received. */
  readonly #passed: (Thing | undefined)[][] = [];
  readonly steps: readonly PictureStep[];
  readonly calls: readonly Call[];

  constructor(steps: readonly PictureStep[]) {
    this.steps = steps;
    this.calls = steps.map(({ words }) => parseWords(words));
  }

  /** Who does a step. Somebody whom no step made was there from the beginning. */
  actor(name: string): SceneActor {
    const known = this.actors.get(name);
    if (known !== undefined) return known;
    const made: SceneActor = {
      name,
      kind: 'process',
      parent: undefined,
      process: name,
      born: -1,
      ended: undefined,
      domains: [],
      cwd: '.',
    };
    this.actors.set(name, made);
    return made;
  }

  /** Who is bound to what reaches an address. */
  ownerOf(address: string): string | undefined {
    return this.bound.get(address) ?? [...this.bound].find(([bound]) => reaches(bound, address))?.[1];
  }

  /** Let a step happen. @returns what it made */
  happen(at: number): Happened {
    const step = this.steps[at]!;
    const call = this.calls[at]!;
    const actor = this.actor(step.actor);
    const outcome = outcomeOf(step);
    const begins = call.manner === 'start';
    if (begins ? call.name !== 'process' : outcome.kind !== 'allowed' && outcome.kind !== 'ends') return {};
    if (outcome.kind === 'ends' || /^exit(_group)?$/.test(call.name)) {
      if (call.name !== 'run') actor.ended = at;
      return {};
    }
    if ((call.name === 'process' || call.name === 'thread') && call.args[0] !== undefined) {
      if (!this.actors.has(call.args[0])) this.#birth(at, actor, call.args[0], call.name);
      this.things.set(step.id, { kind: 'actor', name: call.args[0] });
      return { makes: call.args[0] };
    }
    if (call.name === 'landlock_restrict_self') {
      const domain = this.#restrict(at, actor, call);
      return domain === undefined ? {} : { domain };
    }
    if (call.name === 'recvmsg') {
      const things = this.#passed.shift();
      this.things.set(step.id, things && { kind: 'rights', things });
      return things === undefined ? {} : { carries: things };
    }
    this.things.set(step.id, thingMadeBy(step, call, actor, this));
    this.#change(call, actor);
    const carries = call.name === 'sendmsg' ? rightsIn(call.args[1], this.things) : undefined;
    if (carries === undefined) return {};
    this.#passed.push(carries);
    return { carries };
  }

  #birth(at: number, parent: SceneActor, name: string, kind: 'process' | 'thread'): void {
    const process = kind === 'thread' ? parent.process : name;
    const domains = [...parent.domains];
    this.actors.set(name, {
      name,
      kind,
      parent: parent.name,
      process,
      born: at,
      ended: undefined,
      domains,
      cwd: parent.cwd,
    });
    for (const number of domains) this.domains[number - 1]!.members.push({ actor: name, from: at });
  }

  #restrict(at: number, actor: SceneActor, call: Call): number | undefined {
    const ruleset = this.things.get(firstReference(call));
    if (ruleset?.kind !== 'ruleset') return undefined;
    const number = this.domains.length + 1;
    const restricted = isForAllThreads(call)
      ? [...this.actors.values()].filter(({ process, ended }) => process === actor.process && ended === undefined)
      : [actor];
    const outer = [...actor.domains];
    this.domains.push({
      number,
      creator: actor.name,
      from: at,
      parent: outer.at(-1),
      handles: ruleset.handles,
      rules: [...ruleset.rules],
      members: restricted.map(({ name }) => ({ actor: name, from: at })),
    });
    for (const other of restricted) {
      // With TSYNC the other threads get the caller's whole credentials, so its outer domains, too.
      for (const missing of outer.filter((one) => !other.domains.includes(one))) {
        this.domains[missing - 1]!.members.push({ actor: other.name, from: at });
      }
      other.domains = [...outer, number];
    }
    return number;
  }

  #change(call: Call, actor: SceneActor): void {
    const { name, args } = call;
    const subject = this.things.of(args[0]);
    const rule = ruleOf(call, this.things);
    if (rule !== undefined && subject?.kind === 'ruleset') subject.rules.push(rule);
    if (name === 'chdir') actor.cwd = join(actor.cwd, quoted(args[0]) ?? '');
    if (name === 'fchdir' && subject?.kind === 'file') actor.cwd = subject.path;
    if (subject?.kind === 'socket') {
      const address = addressOf(call);
      if (name === 'bind' && address !== undefined) {
        subject.bound = address;
        this.bound.set(address, actor.name);
      }
      if (name === 'connect') {
        subject.connected = address;
        subject.peer = address === undefined ? undefined : this.ownerOf(address);
        this.#meet(address, actor.name);
      }
    }
  }

  /** The listener learns who connected to it. */
  #meet(address: string | undefined, peer: string): void {
    if (address === undefined) return;
    for (const [at, call] of this.calls.entries()) {
      if (call.name !== 'bind' || !reaches(addressOf(call) ?? '', address)) continue;
      const socket = this.things.of(call.args[0]);
      if (socket?.kind === 'socket' && this.steps[at]!.actor === socket.owner) socket.peer = peer;
    }
  }
}

/** Make a scene of the steps of one arm. */
export function sceneOf(steps: readonly PictureStep[]): Scene {
  const replay = new Replay(steps);
  replay.actor('main');
  const objects = new Map<string, Scene['objects'][number]>();
  const events = steps.map((step, at): SceneEvent => {
    const call = replay.calls[at]!;
    replay.actor(step.actor);
    const { target, source } = targetsOf(replay, at, objects);
    const subject = replay.things.subjectOf(call);
    const { makes, domain, carries } = replay.happen(at);
    return {
      at,
      step,
      call,
      outcome: outcomeOf(step),
      target,
      source,
      subject: subject === undefined ? undefined : thingInWords(subject.thing),
      makes,
      domain,
      carries: carries?.map((thing) => (thing === undefined ? 'a descriptor' : thingInWords(thing))),
    };
  });
  const actors = [...replay.actors.values()];
  return { actors, domains: replay.domains, objects: [...objects.values()], events };
}
