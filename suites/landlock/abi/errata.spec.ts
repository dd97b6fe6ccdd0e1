import {
  type Actor,
  abi,
  anyOf,
  EINVAL,
  ENOSYS,
  EOPNOTSUPP,
  type Expectation,
  feature,
  landlockIs,
  OK,
  type Outcome,
  scenario,
  value,
  when,
} from '../../../runner/index.ts';
import { createRuleset, queryLandlock } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { landlock } from '../sandbox.ts';
import { CREATE_RULESET_ERRATA, CREATE_RULESET_VERSION, FS } from '../uapi.ts';
import { reported } from './reported.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Landlock errata';
const control = 'none: about the system call itself';

/**
 * The errata (security/landlock/errata/abi-N.h). `abi`: the fix is of what this ABI brought, so an older kernel never reports it.
 * `always`: the first ABI whose mainline release had the fix from the beginning: 6.15, 7.0 (the fix came in 6.19) and 7.3.
 */
const errata = [
  { label: '1 (TCP socket identification)', bit: 1, abi: 4, always: 7 },
  { label: '2 (scoped signals between threads)', bit: 2, abi: 6, always: 7 },
  { label: '3 (disconnected directories)', bit: 4, abi: 1, always: 8 },
  { label: '4 (whiteouts)', bit: 8, abi: 1, always: 11 },
];

const ALL = errata.reduce((sum, { bit }) => sum | bit, 0);

/** The query was added in 6.15, the first kernel of ABI 7, and brought to some older ones; the others know no such flag. */
function answered(masks: (level: number) => Outcome): Expectation {
  return when(landlockIs('absent'), ENOSYS)
    .when(landlockIs('disabled'), EOPNOTSUPP)
    .since(abi(7), byAbi(masks))
    .when(feature('errata-query'), byAbi(masks))
    .otherwise(EINVAL);
}

/** Any of the masks of the known errata for which the condition holds. */
const masksWith = (holds: (mask: number) => boolean): Outcome =>
  anyOf(
    ...Array.from({ length: ALL + 1 }, (_, mask) => mask)
      .filter(holds)
      .map((mask) => value(mask)),
  );

scenario('the errata query is answered', { doc, tags: ['abi', 'errata'], control, scratch: false }, ({ main }) => {
  queryLandlock(main, CREATE_RULESET_ERRATA).expect(answered(() => OK));
});

scenario(
  'the errata query needs no privilege',
  { doc, tags: ['abi', 'errata'], control, scratch: false },
  ({ main }) => {
    main.dropPrivileges();
    queryLandlock(main, CREATE_RULESET_ERRATA).expect(answered(() => OK));
  },
);

scenario(
  'a kernel reports erratum {erratum} from the ABI that has it fixed, and not below the ABI that it is about',
  {
    doc: 'security/landlock/errata.h; security/landlock/errata/abi-*.h; security/landlock/setup.c: compute_errata()',
    tags: ['abi', 'errata'],
    control,
    scratch: false,
    variants: { erratum: errata },
  },
  ({ main, erratum }) => {
    const allowed = (level: number) =>
      masksWith((mask) => {
        const reported = (mask & erratum.bit) !== 0;
        return reported ? level >= erratum.abi : level < erratum.always;
      });
    queryLandlock(main, CREATE_RULESET_ERRATA).expect(answered(allowed));
  },
);

scenario(
  'the errata mask has no bit beyond the known errata',
  { doc: 'security/landlock/errata/abi-*.h', tags: ['abi', 'errata'], control, scratch: false },
  ({ main }) => {
    queryLandlock(main, CREATE_RULESET_ERRATA).expect(answered(() => masksWith(() => true)));
  },
);

scenario(
  'the errata query refuses {what}',
  {
    doc: 'security/landlock/syscalls.c: landlock_create_ruleset()',
    tags: ['abi', 'errata'],
    control,
    scratch: false,
    variants: {
      what: [
        {
          label: 'a size',
          ask: (main: Actor) => main.syscall('landlock_create_ruleset', null, 8, CREATE_RULESET_ERRATA),
        },
        {
          label: 'an attr',
          ask: (main: Actor) => createRuleset(main, { handledFs: FS.READ_FILE }, 0, CREATE_RULESET_ERRATA),
        },
        {
          label: 'an attr and a size',
          ask: (main: Actor) => createRuleset(main, { handledFs: FS.READ_FILE }, 8, CREATE_RULESET_ERRATA),
        },
      ],
    },
  },
  ({ main, what }) => {
    what.ask(main).expect(byAbi(() => EINVAL));
  },
);

scenario(
  'a sandboxed process is told the same version and errata',
  { doc, tags: ['abi', 'errata'], control, scratch: false, programs: ['strict', 'best-effort'] },
  (t) => {
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { fs: ['READ_FILE'] });
    queryLandlock(sandboxed, CREATE_RULESET_VERSION).expect(reported(t.facts));
    queryLandlock(sandboxed, CREATE_RULESET_ERRATA).expect(
      answered((level) =>
        masksWith((mask) =>
          errata.every(({ bit, abi: first, always }) => ((mask & bit) !== 0 ? level >= first : level < always)),
        ),
      ),
    );
  },
);
