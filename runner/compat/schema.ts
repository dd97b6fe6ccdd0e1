/**
 * Compat data: what is known of a subsystem's features, and on which kernels scenarios confirmed it, in one document for programs to read. Types and the published
 * JSON Schema (docs/compat.schema.json) come from here.
 */
import Type from 'typebox';
import { FEATURE_KINDS, TOPICS } from './catalogue.ts';
import { CLAIM_STATUSES } from './claims.ts';

/** Changes when a reader of the previous version would misread the document; new optional fields do not change it. */
export const COMPAT_SCHEMA = 'kconform-compat-1';

const text = (description: string) => Type.String({ description });
const texts = (description: string) => Type.Array(Type.String(), { description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const abiNumber = (description: string) => Type.Integer({ minimum: 0, description });
const errno = (description: string) => Type.String({ pattern: '^E[A-Z0-9]+$', description });
const status = Type.Enum([...CLAIM_STATUSES], {
  description:
    'confirmed: scenarios showed it on some kernel; contradicted: a scenario showed something else; not confirmed: no kernel that was asked could tell',
});
const references = texts('where the kernel says so: files of its source, with what to look for in them');

const ToolSchema = Type.Object({
  version: text('version of kconform'),
  commit: Type.Optional(text('its commit')),
});

const RunSchema = Type.Object({
  tool: ToolSchema,
  started: text('UTC'),
  finished: text('UTC'),
  status: text('complete, interrupted or infrastructure: only a complete run asked everything'),
  command: text('command line of the run'),
});

const KernelSchema = Type.Object({
  name: text('as it was asked for'),
  release: text('uname -r'),
  abi: abiNumber('Landlock ABI; 0: no Landlock'),
  errata: Type.Union([Type.Array(Type.Integer({ minimum: 1 })), Type.Null()], {
    description: 'errata that it reports as fixed; null when it refuses the query',
  }),
  landlock: Type.Enum(['enabled', 'disabled', 'absent']),
  run: count('index of the run that asked it last'),
  date: text('day of that run'),
});

const EvidenceSchema = Type.Object({
  status,
  answers: texts('answers that were seen: errors, or success'),
  calls: texts('system calls that got them'),
  kernels: Type.Record(Type.String(), Type.Integer({ minimum: 1 }), {
    description: 'by kernel, how many scenarios confirm it there',
  }),
  scenarios: count('how many scenarios confirm it'),
  examples: texts('some of them'),
  contradictions: texts('scenarios that contradict it'),
});

const ShownSchema = Type.Object({
  status,
  kernels: texts('kernels that showed it'),
  scenarios: count('how many scenarios showed it'),
  examples: texts('some of them'),
});

const FeatureSchema = Type.Object({
  kind: Type.Enum([...FEATURE_KINDS]),
  topic: Type.Enum([...TOPICS]),
  description: text('what it does'),
  abi_added: abiNumber('ABI that added it'),
  kernel_added: text('mainline release that added it'),
  value: Type.Optional(Type.String({ pattern: '^0x[0-9a-f]+$', description: 'bit or number' })),
  field: Type.Optional(text('field of struct landlock_ruleset_attr, or argument, that takes it')),
  operations: Type.Array(
    Type.Object({
      operation: text('what is denied'),
      errno: Type.Union([errno('error of the denial'), Type.Null()], { description: 'null: denied silently' }),
      unseen: texts('system calls among these that no scenario saw denied'),
    }),
    { description: 'what can be denied with it' },
  ),
  errno_denied: Type.Array(errno('error'), { description: 'errors of its denials' }),
  errno_unsupported: Type.Array(
    Type.Object({
      abi_first: abiNumber('first ABI'),
      abi_last: abiNumber('last ABI'),
      errno: errno('error of asking for it on a kernel with one of these ABIs'),
    }),
  ),
  best_effort: text('what a sandbox that does without it leaves open'),
  errata: Type.Array(Type.Integer({ minimum: 1 }), { description: 'errata that change what it does' }),
  known: texts('known bugs and gaps that concern it'),
  notes: Type.Array(Type.String()),
  doc: references,
  status,
  evidence: Type.Object(
    {
      accepted: Type.Optional(EvidenceSchema),
      refused: Type.Optional(EvidenceSchema),
      denied: Type.Optional(EvidenceSchema),
      open: Type.Optional(EvidenceSchema),
      kept: Type.Optional(EvidenceSchema),
    },
    {
      description:
        'accepted: kernels with it take it; refused: kernels without it answer errno_unsupported; denied: its operations are denied with errno_denied, and are not without the sandbox; open: kernels without it answer them as without a sandbox; kept: scenarios about it pass',
    },
  ),
});

const AbiSchema = Type.Object({
  kernel: text('mainline release that brought it'),
  adds: texts('features'),
  notes: texts('what else came with it'),
  errata: Type.Array(Type.Integer({ minimum: 1 }), { description: 'errata about this ABI or an earlier one' }),
  kernels: texts('kernels of the runs that have exactly this ABI'),
});

const ErratumSchema = Type.Object({
  title: text('as the kernel calls it'),
  abi: abiNumber('ABI that it is about; kernels below never report it'),
  fixed_in: texts('releases: mainline, and stable ones that are known'),
  without_fix: text('what kernels without the fix do'),
  with_fix: text('what kernels with the fix do'),
  doc: references,
  fixed: ShownSchema,
  unfixed: ShownSchema,
});

const GapSchema = Type.Object({
  topic: Type.Enum([...TOPICS]),
  description: text('what no released ABI restricts'),
  doc: references,
  shown: ShownSchema,
});

const ErrorSchema = Type.Object({
  when: text('what has to be wrong'),
  doc: references,
  unreachable: Type.Optional(text('why no scenario can show it')),
  shown: ShownSchema,
});

const KnownSchema = Type.Object({
  kind: Type.Enum(['vulnerable', 'flawed', 'limited']),
  what: text('name and one line'),
  kernels: texts('kernels that showed it'),
  scenarios: count('how many scenarios showed it'),
});

/** The whole document. */
export const CompatSchema = Type.Object(
  {
    schema: Type.Literal(COMPAT_SCHEMA),
    subsystem: text('e.g. Landlock'),
    source: text('kernel source that the facts were read in'),
    runs: Type.Array(RunSchema, { description: 'the runs that the evidence is of' }),
    kernels: Type.Record(Type.String(), KernelSchema),
    abis: Type.Record(Type.String(), AbiSchema),
    features: Type.Record(Type.String(), FeatureSchema),
    errata: Type.Record(Type.String(), ErratumSchema),
    gaps: Type.Record(Type.String(), GapSchema),
    errors: Type.Record(Type.String(), Type.Record(Type.String(), ErrorSchema), {
      description: 'errors of the subsystem’s own system calls, by call and error',
    }),
    known: Type.Array(KnownSchema, { description: 'bugs and gaps that kernels of the runs showed' }),
  },
  { title: 'Compat data of kconform' },
);

export type Compat = Type.Static<typeof CompatSchema>;
export type CompatFeature = Type.Static<typeof FeatureSchema>;
export type CompatEvidence = Type.Static<typeof EvidenceSchema>;
export type CompatShown = Type.Static<typeof ShownSchema>;
export type CompatKernel = Type.Static<typeof KernelSchema>;
