/** KCIDB's exchange format, version 5.3, in which CI systems tell KernelCI what they tested: a checkout and a build for each kernel, a test for each verdict. */
import { createHash } from 'node:crypto';
import type { Kernel, Results, Verdict } from '../../results/schema.ts';
import { knownLines } from '../known.ts';
import { renderEvidence } from '../steps.ts';
import { cut, jsonWithoutOrders, oneLine, printableLines } from './safe-text.ts';

/** The version of the format. */
const VERSION = { major: 5, minor: 3 };

/** Characters that KCIDB takes of a log. */
const EXCERPT = 16_384;

const statuses = {
  pass: 'PASS',
  mismatch: 'FAIL',
  crash: 'FAIL',
  hang: 'FAIL',
  broken: 'ERROR',
  unsupported: 'SKIP',
} as const;

/** The report, an object a line. `origin` is the name under which KernelCI knows who submits. */
export function* renderKcidb(
  doc: Results,
  { origin = 'kconform' }: { origin?: string | undefined } = {},
): Generator<string> {
  const checkouts = unique(doc.kernels.map((kernel) => checkout(origin, kernel)));
  const builds = unique(doc.kernels.map((kernel) => build(origin, kernel)));
  yield `{\n"version": ${JSON.stringify(VERSION)},\n"checkouts": [`;
  yield* list(checkouts);
  yield '],\n"builds": [';
  yield* list(builds);
  yield '],\n"tests": [';
  yield* list(tests(doc, origin));
  yield ']\n}\n';
}

function* tests(doc: Results, origin: string): Generator<object> {
  const run = `${origin}:${doc.started}`;
  const environment = { comment: guest(doc), misc: { accelerator: doc.host.accelerator } };
  const builds = new Map(doc.kernels.map((kernel) => [kernel.id, buildId(origin, kernel)]));
  for (const { id, boot_ms } of doc.kernels) {
    // Whoever looks for kernels that do not boot looks for a test of that name.
    if (boot_ms !== undefined)
      yield { ...common(`${run}/${id}/boot`, id), path: 'boot', status: 'PASS', duration: boot_ms / 1000, environment };
  }
  for (const verdict of doc.verdicts) {
    const { kernel, scenario, repeat } = verdict;
    // A verdict of a kernel that the document does not describe has no build to belong to.
    if (builds.has(kernel))
      yield { ...test(verdict), ...common(`${run}/${kernel}/${scenario}/${repeat ?? 0}`, kernel), environment };
  }
  for (const [index, { kernel, message }] of doc.infrastructure.entries()) {
    for (const id of kernel === undefined ? builds.keys() : builds.has(kernel) ? [kernel] : [])
      yield {
        ...common(`${run}/${id}/infrastructure/${index}`, id),
        path: 'kconform',
        status: 'MISS',
        comment: text(message),
        environment,
      };
  }

  function common(id: string, kernel: string) {
    return { id: text(id), origin, build_id: builds.get(kernel)! };
  }
}

function test(verdict: Verdict) {
  const { scenario, verdict: outcome, reason, ms } = verdict;
  const known = knownLines(verdict).map((line) => text(line));
  const failed = outcome !== 'pass' && outcome !== 'unsupported';
  return {
    path: `kconform.${pathOf(scenario)}`,
    status: statuses[outcome],
    duration: ms / 1000,
    ...(reason === '' ? {} : { comment: text(reason) }),
    ...(failed ? { log_excerpt: excerpt(renderEvidence(verdict)) } : {}),
    ...(failed || known.length > 0 ? { misc: { verdict: outcome, ...(known.length > 0 ? { known } : {}) } } : {}),
  };
}

function checkout(origin: string, kernel: Kernel) {
  const { id, release, version } = kernel;
  return {
    id: checkoutId(origin, kernel),
    origin,
    comment: text(`Linux ${release}`),
    ...(id.startsWith('debian:') ? { tree_name: 'debian' } : {}),
    valid: true,
    misc: { release: text(release), version: text(version) },
  };
}

function build(origin: string, kernel: Kernel) {
  const {
    id,
    release,
    version,
    sha256,
    config_sha256,
    abi,
    errata,
    landlock,
    command_line,
    transport,
    features,
    lsms,
  } = kernel;
  return {
    id: buildId(origin, kernel),
    origin,
    checkout_id: checkoutId(origin, kernel),
    architecture: 'x86_64',
    comment: text(id),
    status: 'PASS',
    misc: {
      release: text(release),
      version: text(version),
      sha256,
      ...(config_sha256 === undefined ? {} : { config_sha256 }),
      command_line: text(command_line),
      transport: text(transport),
      landlock: {
        state: landlock,
        abi,
        ...(errata === null ? {} : { errata }),
        features: Object.keys(features).filter((name) => features[name]),
      },
      ...(lsms === undefined ? {} : { lsms }),
    },
  };
}

/** Two machines that test the same kernel speak of the same checkout and build. */
function checkoutId(origin: string, { release, version }: Kernel): string {
  return `${origin}:${createHash('sha256').update(`${release}\n${version}`).digest('hex')}`;
}

function buildId(origin: string, { sha256 }: Kernel): string {
  return `${origin}:${sha256}`;
}

/** Folders become levels; a path has letters, digits, dashes and underscores only. */
function pathOf(scenario: string): string {
  return scenario
    .split('/')
    .map((part) => part.replaceAll(/[^a-zA-Z0-9_-]/g, '_') || '_')
    .join('.');
}

function guest({ host }: Results): string {
  if (host.accelerator === 'none') return `the running kernel of the host, ${text(host.kernel)}`;
  return `QEMU ${text(host.qemu ?? '').replace(/^QEMU emulator version /, '')} with ${host.accelerator}`;
}

function text(value: string): string {
  return cut(oneLine(value), 2000);
}

/** The beginning says what was expected and observed; KCIDB counts characters, and refuses NUL. */
function excerpt(value: string): string {
  return printableLines(cut(value, EXCERPT - 200));
}

function unique<T extends { id: string }>(items: T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

function* list(items: Iterable<object>): Generator<string> {
  let first = true;
  for (const item of items) {
    yield `${first ? '' : ','}\n${jsonWithoutOrders(item)}`;
    first = false;
  }
  if (!first) yield '\n';
}
