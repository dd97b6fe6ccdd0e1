import { expect, test } from 'vitest';
import { catalogue } from '../../suites/landlock/compat/index.ts';
import type { ClaimName } from './claims.ts';
import { type CompatModel, compatModel } from './model.ts';
import {
  CONNECT,
  connecting,
  documentOf,
  escaping,
  healthy,
  NEW,
  OLD,
  refused,
  sampleCatalogue,
  threads,
} from './sample.ts';

const RIGHT = 'LANDLOCK_ACCESS_FS_RESOLVE_UNIX';
const featureOf = (model: CompatModel, id = RIGHT) => model.features.find((feature) => feature.id === id)!;
const claimOf = (model: CompatModel, claim: ClaimName, id = RIGHT) =>
  featureOf(model, id).claims.find((one) => one.claim === claim)!;

test('every claim of a right is confirmed by the steps that show it, and by nothing else', () => {
  const model = compatModel(sampleCatalogue, [healthy()]);
  const told = featureOf(model).claims.map(({ claim, status, answers, calls, kernels, examples }) => ({
    claim,
    status,
    answers: answers.join(),
    calls: calls.join(),
    kernels: kernels.map(({ kernel, confirming, contradicting }) => `${kernel} ${confirming} ${contradicting}`).join(),
    examples: examples.map((id) => id.replace(CONNECT, '')).join(),
  }));
  expect(told).toEqual([
    {
      claim: 'accepted',
      status: 'confirmed',
      answers: 'success',
      calls: 'landlock_create_ruleset',
      kernels: `${NEW} 2 0`,
      examples: '-best-effort,-strict',
    },
    {
      claim: 'refused',
      status: 'confirmed',
      answers: 'EINVAL',
      calls: 'landlock_create_ruleset',
      kernels: `${OLD} 1 0`,
      examples: '-strict',
    },
    {
      claim: 'denied',
      status: 'confirmed',
      answers: 'EACCES',
      calls: 'connect',
      kernels: `${NEW} 1 0`,
      examples: '-best-effort',
    },
    {
      claim: 'open',
      status: 'confirmed',
      answers: 'success',
      calls: 'connect',
      kernels: `${OLD} 1 0`,
      examples: '-best-effort',
    },
    {
      claim: 'kept',
      status: 'confirmed',
      answers: '',
      calls: '',
      kernels: `${NEW} 2 0`,
      examples: '-best-effort,-strict',
    },
  ]);
  expect(featureOf(model).status).toBe('confirmed');
});

test('without a scenario that shows it a feature is not confirmed', () => {
  const model = compatModel(sampleCatalogue, [healthy()]);
  expect(featureOf(model, 'LANDLOCK_SCOPE_SIGNAL').status).toBe('not confirmed');
  expect(compatModel(sampleCatalogue, []).features.map(({ status }) => status)).toEqual([
    'not confirmed',
    'not confirmed',
  ]);
});

test('a denial in a domain that handles other rights, too, is nobody’s', () => {
  const model = compatModel(sampleCatalogue, [documentOf([connecting(NEW, 'EACCES', 'fs=MAKE_SOCK|RESOLVE_UNIX')])]);
  expect(claimOf(model, 'denied').status).toBe('not confirmed');
});

test('a denial that comes without the sandbox, too, confirms nothing', () => {
  const verdict = connecting(NEW, 'EACCES');
  const everywhere = verdict.steps.map((step) =>
    step.words.startsWith('connect') ? { ...step, expected: 'EACCES', observed: 'EACCES', ok: true } : step,
  );
  const model = compatModel(sampleCatalogue, [documentOf([{ ...verdict, steps: everywhere }])]);
  expect(claimOf(model, 'denied').status).toBe('not confirmed');
});

test('a kernel that lets pass what it ought to deny contradicts', () => {
  const model = compatModel(sampleCatalogue, [documentOf([connecting(NEW, 'success')])]);
  expect(claimOf(model, 'denied')).toMatchObject({
    status: 'contradicted',
    contradictions: [`${CONNECT}-best-effort`],
  });
  expect(claimOf(model, 'kept').status).toBe('contradicted');
  expect(featureOf(model).status).toBe('contradicted');
});

test('an older kernel that answers another error than the catalogue’s does not confirm it', () => {
  const model = compatModel(sampleCatalogue, [documentOf([refused(OLD, 'E2BIG')])]);
  expect(claimOf(model, 'refused').status).toBe('not confirmed');
});

test('what is open on an old kernel is told only where a newer one denies it', () => {
  const model = compatModel(sampleCatalogue, [documentOf([escaping(OLD)])]);
  expect(claimOf(model, 'open').status).toBe('not confirmed');
});

test('an erratum is told fixed where the kernel reports and shows it', () => {
  const known = [{ kind: 'flawed' as const, what: sampleCatalogue.errata[0]!.known }];
  const old = { ...healthy().kernels[0]!, errata: 0 };
  const model = compatModel(sampleCatalogue, [
    documentOf([threads(OLD, known), threads(NEW)], { kernels: [old, healthy().kernels[1]!] }),
  ]);
  expect(model.errata[0]).toMatchObject({ fixedOn: { kernels: [NEW] }, unfixedOn: { kernels: [OLD] } });
  expect(model.known).toEqual([{ kind: 'flawed', what: known[0]!.what, kernels: [OLD], scenarios: 1 }]);
});

test('of several runs the last counts, and another release is another kernel', () => {
  const [old, recent] = healthy().kernels;
  const first = documentOf([connecting(NEW, 'success')], { finished: '2026-11-20T00:00:00.000Z' });
  const last = documentOf([connecting(NEW, 'EACCES')], { finished: '2026-11-21T00:00:00.000Z' });
  const model = compatModel(sampleCatalogue, [last, first]);
  expect(claimOf(model, 'denied').status).toBe('confirmed');
  expect(model.kernels.map(({ key, run, date }) => `${key} ${run} ${date}`)).toEqual([
    `${OLD} 1 2026-11-21`,
    `${NEW} 1 2026-11-21`,
  ]);
  const newer = documentOf([connecting(NEW, 'EACCES')], {
    kernels: [old!, { ...recent!, release: '7.3.5-cloud-amd64' }],
  });
  expect(compatModel(sampleCatalogue, [first, newer]).kernels.map(({ key }) => key)).toEqual([
    OLD,
    'debian:7.3 (7.3.4-cloud-amd64)',
    'debian:7.3 (7.3.5-cloud-amd64)',
  ]);
});

test('an ABI knows what it adds, what it lacks and who has it', () => {
  const { abis } = compatModel(sampleCatalogue, [healthy()]);
  expect(
    abis.map(({ abi, adds, lacks, errata, kernels }) => [abi, adds.length, lacks.length, errata, kernels]),
  ).toEqual([
    [1, 0, 2, [], []],
    [6, 1, 1, [2], [OLD]],
    [9, 1, 0, [2], []],
  ]);
});

test('identities of the catalogue of Landlock are distinct, and its expressions compile', () => {
  const ids = catalogue.features.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(() => compatModel(catalogue, [])).not.toThrow();
});
