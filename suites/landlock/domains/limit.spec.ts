import { type Actor, O_WRONLY, OK, scenario } from '../../../runner/index.ts';
import { createRuleset, restrictSelf } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { landlock } from '../sandbox.ts';
import { FS, type FsRight } from '../uapi.ts';
import { answerWith, certainLimit, fill, LIMIT } from './full.ts';
import { cannotRead, makeFile, NO_READING } from './reading.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Ruleset layers; security/landlock/limits.h';
const control = 'none: about the system call itself';
const tags = ['domain', 'layers'];

scenario(
  'a domain has room for 16 layers and not one more',
  { doc, tags, control, scratch: false },
  ({ main, facts }) => {
    // Kernels of ABI 1 may have room for 64: there the first refusal that is certain is the 65th.
    const certain = certainLimit(facts);
    const ruleset = fill(main, certain);
    restrictSelf(main, ruleset).expect(answerWith(certain));
    restrictSelf(main, ruleset).expect(answerWith(certain));
  },
);

const heirs: readonly { label: string; of: (actor: Actor) => Actor }[] = [
  { label: 'a child', of: (actor) => actor.process('child') },
  { label: 'a thread', of: (actor) => actor.thread('worker') },
  {
    label: 'the program that is executed',
    of: (actor) => {
      actor.reexec();
      return actor;
    },
  },
];

scenario(
  'the layers of who made it count for {heir}',
  { doc, tags, control, scratch: false, variants: { heir: heirs } },
  ({ main, heir: { of } }) => {
    fill(main);
    const heir = of(main);
    // The ruleset's descriptor is closed on exec.
    const ruleset = createRuleset(heir, { handledFs: FS.MAKE_BLOCK }).expect(byAbi(() => OK));
    restrictSelf(heir, ruleset).expect(answerWith(LIMIT));
  },
);

scenario('a process that was made before has its own count', { doc, tags, control, scratch: false }, ({ main }) => {
  const sandboxed = main.process('sandboxed');
  const earlier = sandboxed.process('earlier');
  fill(sandboxed);
  fill(earlier);
});

scenario('a layer that is refused for the limit denies nothing', { doc, tags, control }, ({ main, facts }) => {
  makeFile(main);
  const certain = certainLimit(facts);
  fill(main, certain);
  const ruleset = createRuleset(main, { handledFs: FS.WRITE_FILE }).expect(byAbi(() => OK));
  restrictSelf(main, ruleset).expect(answerWith(certain));
  main.open('file', O_WRONLY).expect(OK);
});

const IRRELEVANT: readonly FsRight[] = ['MAKE_BLOCK'];

scenario(
  'every one of 16 layers counts: layer {layer} restricts',
  {
    doc,
    tags,
    variants: { layer: ['1', '2', '8', '15', '16'] },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    makeFile(t.main);
    const sandboxed = t.main.process('sandboxed');
    for (let layer = 1; layer <= LIMIT; layer += 1) {
      landlock(sandboxed, layer === Number(t.layer) ? NO_READING : { fs: IRRELEVANT });
    }
    cannotRead(sandboxed);
    sandboxed.open('file', O_WRONLY).expect(OK);
  },
);
