import {
  type Actor,
  anyOf,
  type Context,
  config,
  ENOMEM,
  O_PATH,
  O_WRONLY,
  OK,
  type Step,
  scenario,
} from '../../../runner/index.ts';
import { addPathRule, createRuleset, restrictSelf } from '../calls.ts';
import { cannotWrite, canWrite, makeFile } from '../domains/reading.ts';
import { madeRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { FS } from '../uapi.ts';

const options = {
  doc: 'Documentation/userspace-api/landlock.rst: Memory usage',
  control: 'none: about the system call itself',
  tags: ['ruleset', 'memory', 'cgroup'],
  needs: [config('MEMCG'), 'root'],
} as const;

/**
 * Rulesets for which a group without memory has no room left: what it may still take, without asking for more, is less than a page, and a ruleset takes 128 bytes at
 * least (security/landlock/ruleset.h), with its file.
 */
const RULESETS = 32;

/** The same of rules, of 64 bytes at least, once there is no room for another ruleset of less than 512. */
const RULES = 8;

/** A group of processes whose memory is accounted, with one process in it, which is never killed for want of memory. */
class Group {
  readonly actor: Actor;
  readonly #main: Actor;
  readonly #name: string;

  constructor({ main }: Context, name: string) {
    this.#main = main;
    this.#name = name;
    main.mkdir('cgroups');
    main.mount('cgroup2', 'cgroups', 'cgroup2');
    this.#write('cgroup.subtree_control', '+memory');
    main.mkdir(`cgroups/${name}`);
    this.actor = main.process('caller');
    this.#write(`${name}/cgroup.procs`, '0', this.actor);
    const score = this.actor.open('/proc/self/oom_score_adj', O_WRONLY);
    this.actor.write(score, '-1000');
    this.actor.close(score);
  }

  /** Nothing more is given to the group. */
  exhaust(): void {
    this.#write(`${this.#name}/memory.max`, '0');
  }

  /** It may have as much as it likes. */
  relieve(): void {
    this.#write(`${this.#name}/memory.max`, 'max');
  }

  /** The group is everybody's, and goes with the scenario. Its process has to be free to leave it. */
  remove(): void {
    this.#write('cgroup.procs', '0', this.actor);
    this.#main.rmdir(`cgroups/${this.#name}`);
  }

  #write(file: string, text: string, actor = this.#main): void {
    const fd = actor.open(`cgroups/${file}`, O_WRONLY);
    actor.write(fd, text);
    actor.close(fd);
  }
}

/** Calls until ENOMEM, which the last one answers for certain. Each refusal is told on the console, so there are not to be many. */
function untilRefused(call: (index: number) => Step, most: number): void {
  for (let index = 0; index < most; index += 1) call(index).expect(byAbi(() => anyOf(OK, ENOMEM)));
  call(most).expect(byAbi(() => ENOMEM));
}

scenario('rulesets are accounted: a group without memory cannot make any, and can when it has some', options, (t) => {
  const group = new Group(t, 'kconform-rulesets');
  const make = () => createRuleset(group.actor, { handledFs: FS.READ_FILE });
  madeRuleset(group.actor, { handledFs: FS.READ_FILE });
  group.exhaust();
  untilRefused(make, RULESETS);
  group.relieve();
  make().expect(byAbi(() => OK));
  group.remove();
});

scenario('rules are accounted: a group without memory cannot add any, and can when it has some', options, (t) => {
  const names = Array.from({ length: RULES + 2 }, (_, index) => `file-${index}`);
  for (const name of names) makeFile(t.main, name);
  const group = new Group(t, 'kconform-rules');
  const ruleset = madeRuleset(group.actor, { handledFs: FS.READ_FILE });
  const files = names.map((name) => group.actor.open(name, O_PATH));
  const add = (index: number) => addPathRule(group.actor, ruleset, files[index]!, FS.READ_FILE);
  // Whatever the call takes besides memory for the rule is there now.
  add(RULES + 1).expect(byAbi(() => OK));
  group.exhaust();
  untilRefused(() => createRuleset(group.actor, { handledFs: FS.READ_FILE }), RULESETS);
  untilRefused(add, RULES);
  group.relieve();
  add(RULES).expect(byAbi(() => OK));
  group.remove();
});

scenario(
  'domains are accounted: a group without memory cannot restrict itself, is not restricted, and can when it has some',
  options,
  (t) => {
    makeFile(t.main);
    const group = new Group(t, 'kconform-domains');
    group.actor.noNewPrivs();
    const ruleset = madeRuleset(group.actor, { handledFs: FS.WRITE_FILE });
    // A domain has rules of its own: a page has no room for so many.
    for (let index = 0; index < 64; index += 1) {
      makeFile(t.main, `file-${index}`);
      const file = group.actor.open(`file-${index}`, O_PATH);
      addPathRule(group.actor, ruleset, file, FS.WRITE_FILE).expect(byAbi(() => OK));
    }
    group.exhaust();
    restrictSelf(group.actor, ruleset).expect(byAbi(() => ENOMEM));
    group.relieve();
    canWrite(group.actor);
    group.remove();
    restrictSelf(group.actor, ruleset).expect(byAbi(() => OK));
    cannotWrite(group.actor);
  },
);
