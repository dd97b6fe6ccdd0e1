/** The file of known failures: reviewed like code, and each entry has a reason and an end. */
import { UserError } from '../../vm/errors.ts';
import { program } from '../../vm/installation.ts';
import { parseKernelName } from '../../vm/kernels/index.ts';
import { isSelected } from '../engine/selection.ts';
import type { Verdict } from '../results/schema.ts';
import { parseStanzas, type Stanza, wrongLine } from './stanzas.ts';

const FIELDS = ['Scenario', 'Kernel', 'Verdict', 'Reason', 'Expires'] as const;
type FieldName = (typeof FIELDS)[number];

/** Verdicts that a failure can have. */
const FAILURES = ['mismatch', 'crash', 'hang', 'broken'] as const;

/** One entry. */
export interface KnownFailure {
  /** `FILE:LINE`. */
  where: string;
  /** As for `kconform run`: a part of identities, or a glob. It begins with `selftests/` when it is about cases of the kernel's selftests. */
  scenario: string;
  /** Glob of kernels' ids. */
  kernel: string;
  verdicts: readonly Verdict['verdict'][];
  reason: string;
  /** The last day on which it is known: `2027-03-31`, in UTC. */
  expires: string;
}

/**
 * Read known failures.
 *
 * @param scenarios identities of all that there are: a pattern that none matches is a typo; undefined does not look. Entries about selftests are looked at by
 *   {@link requirePrograms}, since only a run of them knows what there is
 * @throws UserError with file and line for what is wrong
 */
export function parseKnownFailures(text: string, file: string, scenarios?: readonly string[]): KnownFailure[] {
  return parseStanzas(text, file, FIELDS).map((stanza) => {
    const scenario = required(stanza, 'Scenario', file);
    const known = scenarios === undefined || isOfSelftests(scenario.value);
    if (!known && !scenarios.some((id) => matchesScenario(id, scenario.value))) {
      throw wrongLine(file, scenario.line, `no scenario matches '${scenario.value}'`, `${program} list shows them all`);
    }
    return {
      where: `${file}:${stanza.line}`,
      scenario: scenario.value,
      kernel: kernelOf(stanza, file),
      verdicts: verdictsOf(stanza, file),
      reason: required(stanza, 'Reason', file).value,
      expires: expiryOf(stanza, file),
    };
  });
}

/** Whether an entry is about this scenario on this kernel. */
export function isAbout({ scenario, kernel }: KnownFailure, verdict: Pick<Verdict, 'scenario' | 'kernel'>): boolean {
  return globOf(kernel).test(verdict.kernel) && matchesScenario(verdict.scenario, scenario);
}

/** Whether an entry holds no more. */
export function isExpired({ expires }: KnownFailure, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}

function required({ line, fields }: Stanza<FieldName>, name: FieldName, file: string) {
  const field = fields.get(name);
  if (field === undefined) {
    throw wrongLine(file, line, `an entry without ${name}`, `every entry has ${FIELDS.join(', ')}`);
  }
  if (field.value === '') throw wrongLine(file, field.line, `${name} says nothing`);
  return field;
}

function kernelOf(stanza: Stanza<FieldName>, file: string): string {
  const { value, line } = required(stanza, 'Kernel', file);
  // Globs may stand for kernels that are not here today.
  if (/[*?]/.test(value)) return value;
  const { kind } = parseKernelName(value);
  if (kind === 'unknown' || kind === 'pattern') {
    throw wrongLine(
      file,
      line,
      `'${value}' is no kernel`,
      'a name such as debian:7.3, or a glob of names: debian:6.*, build:*, *',
    );
  }
  return value;
}

function verdictsOf(stanza: Stanza<FieldName>, file: string): Verdict['verdict'][] {
  const { value, line } = required(stanza, 'Verdict', file);
  return value.split(/[\s,]+/).map((word) => {
    const verdict = FAILURES.find((one) => one === word);
    if (verdict === undefined)
      throw wrongLine(file, line, `'${word}' is no failure`, `one or more of ${FAILURES.join(', ')}`);
    return verdict;
  });
}

function expiryOf(stanza: Stanza<FieldName>, file: string): string {
  const { value, line } = required(stanza, 'Expires', file);
  const date = new Date(`${value}T00:00:00Z`);
  // 2027-02-30 is a date to JavaScript, and another one.
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(value)) {
    throw wrongLine(
      file,
      line,
      `'${value}' is no date`,
      'the last day on which the failure is known, such as 2027-03-31',
    );
  }
  return value;
}

/** A part of an identity is enough for a scenario; for the kernel's selftests an entry names them, lest `landlock/fs` be said of `selftests/landlock/fs_test`. */
function matchesScenario(id: string, pattern: string): boolean {
  return (
    isOfSelftests(id) === isOfSelftests(pattern) && isSelected({ id, tags: [] }, { scenarios: [pattern], tags: [] })
  );
}

function globOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}

/** Whether an identity, or a pattern of some, is of the kernel's selftests. */
function isOfSelftests(pattern: string): boolean {
  return pattern.startsWith('selftests/');
}

/**
 * Check what entries about selftests name, as far as it is known before these run: the names of their cases are not.
 *
 * @param programs those of every directory that runs, such as `selftests/landlock/fs_test`
 * @throws UserError for an entry about a program that such a directory does not have
 */
export function requirePrograms(entries: readonly KnownFailure[], programs: readonly string[]): void {
  const directories = new Set(programs.map((program) => program.replace(/[^/]+$/, '')));
  for (const { scenario, where } of entries) {
    const [plain] = scenario.split(/[*?[{]/, 1) as [string];
    const directory = [...directories].find((directory) => plain.startsWith(directory));
    const names = (program: string) => `${program}/`.startsWith(plain) || plain.startsWith(`${program}/`);
    if (directory === undefined || programs.some(names)) continue;
    const there = programs.filter((program) => program.startsWith(directory));
    throw new UserError(`${where}: no program of the selftests matches '${scenario}'`, {
      hint: `there are ${there.join(', ')}`,
    });
  }
}

/** @throws UserError when a file has no entries, and so was probably meant to be another one */
export function requireEntries(entries: readonly KnownFailure[], file: string): void {
  if (entries.length > 0) return;
  throw new UserError(`${file} has no known failure in it`, {
    hint: 'a baseline is a file of known failures (docs/guides/comparing.md), or a results document',
  });
}
