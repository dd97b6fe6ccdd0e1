import { expect, test } from 'vitest';
import { compatModel } from '../../../../compat/model.ts';
import { documentOf, escaping, healthy, NEW, OLD, sampleCatalogue } from '../../../../compat/sample.ts';
import { confirming, featuresOf, kernelsAsked, kernelsOf, listed, refusals, shortName, statuses } from './evidence.ts';

const model = compatModel(sampleCatalogue, [healthy()]);
const [paths, signal] = model.features;

test('kernels are named with the day on which they were asked', () => {
  expect(kernelsAsked(model, [OLD, NEW])).toBe('debian:6.12 and debian:7.3 (2026-11-22)');
  const kernels = [model.kernels[0]!, { ...model.kernels[1]!, date: '2026-11-30' }];
  expect(kernelsAsked({ kernels }, [OLD, NEW])).toBe('debian:6.12 (2026-11-22); debian:7.3 (2026-11-30)');
  expect(kernelsAsked(model, ['debian:9'])).toBe('');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
});

test('who confirms a feature is who denies what it controls; who only takes it when nobody does', () => {
  expect(confirming(paths!)).toEqual([NEW]);
  expect(confirming(signal!)).toEqual([]);
  const onlyTaken = paths!.claims.filter(({ claim }) => claim === 'accepted');
  expect(confirming({ claims: onlyTaken })).toEqual([NEW]);
  expect(confirming(compatModel(sampleCatalogue, [documentOf([escaping(OLD)])]).features[0]!)).toEqual([]);
});

test('what an ABI adds, and who has exactly it', () => {
  const [one, six] = model.abis;
  expect(featuresOf(model, six!.adds).map(({ id }) => shortName(id))).toEqual(['SIGNAL']);
  expect(kernelsOf(model, six!).map(({ key }) => key)).toEqual([OLD]);
  expect(kernelsOf(model, one!)).toEqual([]);
  expect(statuses([paths!, signal!])).toEqual([
    ['confirmed', 1],
    ['not confirmed', 1],
  ]);
});

test('what older kernels answer', () => {
  expect(refusals(paths!)).toEqual(['ABI 1 to 8: EINVAL']);
  expect(refusals({ unsupported: [{ abi: [3, 3], errno: 'E2BIG' }] })).toEqual(['ABI 3: E2BIG']);
});
