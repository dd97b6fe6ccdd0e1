/**
 * The results document: everything that a run measured. Types and the published JSON Schema (docs/results.schema.json) come from here; every report,
 * diff and page reads this document and nothing else.
 */
import Type from 'typebox';
import { KNOWN_KINDS } from '../expect/known.ts';

/** Changes when a reader of the previous version would misread the document. A new optional field does not change it: readers ignore what they do not know. */
export const SCHEMA = 'kconform-results-1';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const text = (description: string) => Type.String({ description });
const milliseconds = (description: string) => Type.Number({ minimum: 0, description });
const sha256 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });
const time = (description: string) => Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z$', description });

const ToolSchema = Type.Object({
  version: text('version of kconform'),
  commit: Type.Optional(text('its commit, with -dirty for local changes')),
});

const HostSchema = Type.Object({
  kernel: text('uname -r of the host'),
  qemu: Type.Union([Type.String(), Type.Null()], { description: "QEMU's version, null when no guest was needed" }),
  accelerator: Type.Enum(['kvm', 'tcg', 'none'], { description: 'what ran the guests' }),
  cpu_model: Type.Union([Type.String(), Type.Null()], { description: 'value of -cpu, null without QEMU' }),
  jobs: Type.Integer({ minimum: 1, description: 'workers' }),
});

const KernelSchema = Type.Object({
  id: text('name by which the kernel was asked for, e.g. debian:7.3'),
  release: text('uname -r in the guest'),
  version: text('uname -v in the guest, or the version of its package'),
  sha256: sha256('of the kernel image'),
  abi: count('Landlock ABI, 0 when the kernel has no Landlock'),
  errata: Type.Union([count('as the bit mask that the kernel answers'), Type.Null()], {
    description: 'Landlock errata; null when the kernel refuses the query',
  }),
  landlock: Type.Enum(['enabled', 'disabled', 'absent'], {
    description: 'disabled: built in but not in the list of active LSMs (EOPNOTSUPP); absent: ENOSYS',
  }),
  features: Type.Record(Type.String(), Type.Boolean(), { description: 'features probed in the guest' }),
  masks: Type.Record(Type.String(), Type.String({ pattern: '^0x[0-9a-f]+$' }), {
    description: 'which access rights, scopes and flags the kernel accepts, by name of the field',
  }),
  config: Type.Optional(
    Type.Record(Type.String(), Type.Enum(['y', 'm', 'n']), {
      description: 'options of its configuration that expectations or needs ask about, without CONFIG_',
    }),
  ),
  lsms: Type.Optional(Type.Array(Type.String(), { description: 'active Linux security modules, in their order' })),
  contradictions: Type.Optional(
    Type.Array(Type.String(), { description: 'where what it accepts is not what its ABI number promises, in words' }),
  ),
  config_sha256: Type.Optional(sha256("of the kernel's configuration")),
  command_line: text('kernel command line'),
  transport: text('how plans travel: virtio-serial, serial, or stdio'),
  boot_ms: Type.Optional(milliseconds('from starting QEMU until the agent answered')),
  restore_ms: Type.Optional(milliseconds('median of the restores from the snapshot')),
});

const ScenarioSchema = Type.Object({
  id: text('path of the spec below suites/, then the slug of title and variant'),
  title: text('the promise'),
  family: text('first folders of the spec, e.g. landlock/scope'),
  tags: Type.Array(Type.String()),
  doc: text('where the kernel promises this'),
  needs: Type.Array(Type.String()),
  file: text('the spec, relative to the checkout'),
  suite: Type.Optional(text('folder given with --suite')),
  again: Type.Optional(
    Type.Array(Type.String(), {
      minItems: 1,
      description: 'arguments of kconform that ask for it again, but for --kernel; without them, run --scenario does',
    }),
  ),
});

const StepSchema = Type.Object({
  arm: Type.Enum(['test', 'control'], { description: 'control: the same step without the sandbox' }),
  id: count('number in the plan of this arm'),
  actor: text('who does it'),
  words: text('the step as the scenario wrote it'),
  role: Type.Enum(['setup', 'check'], { description: 'a check carries an expectation, set-up must succeed' }),
  expected: text('in words: an errno, a value, OK, blocks'),
  observed: text('the same vocabulary'),
  ok: Type.Boolean(),
});

const SplatSchema = Type.Object({
  kind: text('panic, oops, warning, kasan, lockdep, taint …'),
  title: text('the line that names it'),
  text: Type.Optional(text('its excerpt of the console')),
});

const TeethSchema = Type.Object({
  flips: count('expectations of checks that were flipped one at a time, all arms'),
  survivors: Type.Array(
    Type.Object({
      arm: Type.Enum(['test', 'control']),
      id: count('number of the check in the plan of this arm'),
      words: text('the check as the scenario wrote it'),
      why: text('what could be expected of it without making any difference'),
    }),
    { description: 'checks that cannot fail' },
  ),
});

const KnownSchema = Type.Object({
  kind: Type.Enum([...KNOWN_KINDS], {
    description:
      'vulnerable: the sandbox can be left; flawed: another bug; limited: a gap that is known of every kernel',
  }),
  what: text('name and one line'),
});

/** What can come of a scenario; the order is that of reports. */
export const OUTCOMES = ['pass', 'mismatch', 'crash', 'hang', 'broken', 'unsupported'] as const;

/** One verdict. */
export const VerdictSchema = Type.Object({
  kernel: text('id of the kernel'),
  scenario: text('id of the scenario'),
  verdict: Type.Enum([...OUTCOMES], {
    description:
      'pass; mismatch: observed is not expected; crash: splat or death of the kernel; hang: deadline passed; broken: set-up or control arm failed; unsupported: a need is missing',
  }),
  reason: text('one line; empty for pass'),
  steps: Type.Array(StepSchema),
  ms: milliseconds('on the clock of the host, for all arms'),
  guest_us: Type.Optional(milliseconds('on the clock of the guest, in microseconds')),
  repeat: Type.Optional(count('which repetition, from 0')),
  console: Type.Optional(text("the guest's console during the scenario")),
  splats: Type.Optional(Type.Array(SplatSchema)),
  known: Type.Optional(
    Type.Array(KnownSchema, {
      description: 'what the kernel is known for, and showed: it passed, as expected of such a kernel',
    }),
  ),
  plan: Type.Optional(text('the plan that ran, for replay with nothing but the probe')),
  teeth: Type.Optional(TeethSchema),
});

const InfrastructureSchema = Type.Object({
  kernel: Type.Optional(Type.String()),
  message: text('what could not be done'),
  hint: Type.Optional(text('what would help')),
  console: Type.Optional(text('end of the console, when there was one')),
});

const CellSchema = Type.Object({ kernel: text('id of the kernel'), scenario: text('id of the scenario') });

const ShardSchema = Type.Object({
  index: Type.Integer({ minimum: 1, description: 'which one, from 1' }),
  count: Type.Integer({ minimum: 1, description: 'of how many' }),
  run: sha256('of the names of all kernels and scenarios, and of repeat: the same in all shards of one run'),
  kernels: Type.Array(Type.String(), { description: 'ids of all kernels of the whole run, in order' }),
  cells: count('verdicts that the whole run asks for'),
  asked: count('verdicts that this shard asks for'),
  first: Type.Optional(CellSchema),
  last: Type.Optional(CellSchema),
});

const PartSchema = Type.Object({
  tool: ToolSchema,
  started: time('UTC'),
  finished: time('UTC'),
  status: Type.Enum(['complete', 'interrupted', 'infrastructure']),
  command: text('command line of the run'),
  host: HostSchema,
  shard: Type.Optional(ShardSchema),
  infrastructure: Type.Array(InfrastructureSchema),
});

const DisagreementSchema = Type.Object({
  kernel: text('id of the kernel: the same image'),
  scenario: text('id of the scenario'),
  repeat: Type.Optional(count('which repetition, from 0')),
  verdicts: Type.Array(VerdictSchema, { description: 'one of each kind; the one in "verdicts" sums them up' }),
});

/** The whole document. */
export const ResultsSchema = Type.Object(
  {
    schema: Type.Literal(SCHEMA),
    tool: ToolSchema,
    started: time('UTC'),
    finished: time('UTC; of the last thing measured when the run was interrupted'),
    status: Type.Enum(['complete', 'interrupted', 'infrastructure'], {
      description: 'complete: every verdict asked for is here, whatever it says',
    }),
    command: text('command line of the run'),
    host: HostSchema,
    kernels: Type.Array(KernelSchema),
    scenarios: Type.Array(ScenarioSchema),
    verdicts: Type.Array(VerdictSchema),
    infrastructure: Type.Array(InfrastructureSchema),
    shard: Type.Optional(ShardSchema),
    parts: Type.Optional(Type.Array(PartSchema, { description: 'the runs that this document was merged from' })),
    disagreements: Type.Optional(
      Type.Array(DisagreementSchema, { description: 'where merged runs judged the same thing differently' }),
    ),
  },
  { title: 'Results of a kconform run' },
);

export type Tool = Type.Static<typeof ToolSchema>;
export type Host = Type.Static<typeof HostSchema>;
export type Kernel = Type.Static<typeof KernelSchema>;
export type Scenario = Type.Static<typeof ScenarioSchema>;
export type Step = Type.Static<typeof StepSchema>;
export type Splat = Type.Static<typeof SplatSchema>;
export type Teeth = Type.Static<typeof TeethSchema>;
export type Verdict = Type.Static<typeof VerdictSchema>;
export type Outcome = (typeof OUTCOMES)[number];
/** Where a kernel meets a scenario. */
export type Cell = Type.Static<typeof CellSchema>;
/** Which part of a run a document holds: everything from `first` to `last`, in the order of kernels and then of ids; neither when there is nothing in it. */
export type Shard = Type.Static<typeof ShardSchema>;
export type Part = Type.Static<typeof PartSchema>;
export type Disagreement = Type.Static<typeof DisagreementSchema>;
export type Infrastructure = Type.Static<typeof InfrastructureSchema>;
export type Results = Type.Static<typeof ResultsSchema>;
export type Status = Results['status'];
