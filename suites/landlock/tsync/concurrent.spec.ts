import {
  type Actor,
  EACCES,
  EINVAL,
  O_PATH,
  O_RDONLY,
  O_WRONLY,
  OK,
  S_IFIFO,
  type Step,
  scenario,
  stopScenario,
} from '../../../runner/index.ts';
import { SWITCH_OFF_ALL } from '../audit/subdomains.ts';
import { addPathRule, restrictSelf } from '../calls.ts';
import { answerWith, LIMIT } from '../domains/full.ts';
import { makeFile } from '../domains/reading.ts';
import { madeRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { FS, RESTRICT_SELF_LOG_SUBDOMAINS_OFF, RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { threadsOf } from './tsync.ts';

const doc =
  'security/landlock/tsync.c: landlock_restrict_sibling_threads(), exec_update_lock (callers take turns), restart_syscall()';
const control = 'none: about the system call itself';
const tags = ['domain', 'threads', 'tsync', 'stress'];

/** Rights of every ABI, each by what it takes away. */
const rights: readonly { bit: bigint; use: (actor: Actor) => Step }[] = [
  { bit: FS.READ_FILE, use: (actor) => actor.open('file', O_RDONLY) },
  { bit: FS.WRITE_FILE, use: (actor) => actor.open('file', O_WRONLY) },
  { bit: FS.MAKE_DIR, use: (actor) => actor.mkdir('new-directory') },
  { bit: FS.MAKE_FIFO, use: (actor) => actor.mknod('new-fifo', S_IFIFO | 0o600) },
  { bit: FS.MAKE_SYM, use: (actor) => actor.symlink('file', 'new-link') },
];

scenario(
  'of {callers} threads that restrict all of them at once, each adds a layer and no layer is lost',
  { doc, tags, control, variants: { callers: ['2', '5'] } },
  ({ main, callers }) => {
    makeFile(main);
    const count = Number(callers);
    const { first, workers } = threadsOf(main, count - 1);
    const threads = [first, ...workers];
    const rounds = Math.floor((LIMIT - 1) / count);
    const rulesets = threads.map((thread, index) => madeRuleset(thread, { handledFs: rights[index]!.bit }));
    const known = byAbi((level) => (level >= 8 ? OK : EINVAL));
    for (let round = 0; round < rounds; round += 1) {
      const calls = threads.map((thread, index) =>
        restrictSelf(thread, rulesets[index]!, RESTRICT_SELF_TSYNC).expect(known).start(),
      );
      for (const call of calls) call.await();
    }
    if (main.context.facts.abi < 8) stopScenario('there is no TSYNC');
    for (const thread of threads) for (const { use } of rights.slice(0, count)) use(thread).expect(EACCES);
    // Counted by what is left.
    for (let layers = rounds * count; layers <= LIMIT; layers += 1) {
      restrictSelf(workers[0]!, rulesets[0]!).expect(answerWith(layers));
    }
  },
);

scenario(
  '{threads} threads that tell all of them over and over what to log do not block each other',
  {
    doc: `${doc}; include/uapi/linux/landlock.h: LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF`,
    tags,
    control,
    scratch: false,
    variants: { threads: ['3', '6'] },
  },
  ({ main, threads }) => {
    const { first, workers } = threadsOf(main, Number(threads) - 1);
    for (let round = 0; round < 18 / Number(threads); round += 1) {
      const calls = [first, ...workers].map((thread) =>
        restrictSelf(thread, -1, RESTRICT_SELF_TSYNC | RESTRICT_SELF_LOG_SUBDOMAINS_OFF)
          .expect(SWITCH_OFF_ALL)
          .start(),
      );
      for (const call of calls) call.await();
    }
  },
);

scenario(
  'threads that add rules while others restrict all of them hinder nobody',
  {
    doc: 'security/landlock/syscalls.c: landlock_restrict_self() (the lock of the ruleset is not held for TSYNC)',
    tags,
    control,
  },
  ({ main }) => {
    makeFile(main);
    const { first, workers } = threadsOf(main, 5);
    const ruleset = madeRuleset(first, { handledFs: FS.READ_FILE });
    const here = first.open('.', O_PATH);
    const known = byAbi((level) => (level >= 8 ? OK : EINVAL));
    for (let round = 0; round < 4; round += 1) {
      const adding = workers.map((worker) => addPathRule(worker, ruleset, here, FS.READ_FILE).expect(OK).start());
      const call = restrictSelf(first, ruleset, RESTRICT_SELF_TSYNC).expect(known).start();
      for (const started of [...adding, call]) started.await();
    }
  },
);

scenario(
  'a program that another thread executes after TSYNC is restricted, and so is one that the caller executes',
  { doc: 'Documentation/userspace-api/landlock.rst: Inheritance; security/landlock/tsync.c', tags, control },
  ({ main }) => {
    makeFile(main);
    for (const name of ['caller', 'other']) {
      const first = main.process(name);
      const worker = first.thread(`${name}-worker`);
      const ruleset = madeRuleset(first, { handledFs: FS.READ_FILE });
      restrictSelf(first, ruleset, RESTRICT_SELF_TSYNC).expect(byAbi((level) => (level >= 8 ? OK : EINVAL)));
      const executing = name === 'caller' ? first : worker;
      executing.reexec();
      executing.open('file').expect(byAbi((level) => (level >= 8 ? EACCES : OK)));
      executing
        .thread(`${name}-later`)
        .open('file')
        .expect(byAbi((level) => (level >= 8 ? EACCES : OK)));
    }
  },
);
