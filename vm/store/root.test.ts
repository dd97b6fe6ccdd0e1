import { expect, test } from 'vitest';
import { cacheRoot } from './root.ts';

test('KCONFORM_CACHE comes first, then XDG_CACHE_HOME, then the home directory', () => {
  expect(cacheRoot({ KCONFORM_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/a');
  expect(cacheRoot({ XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/b/kconform');
  expect(cacheRoot({ HOME: '/c' })).toBe('/c/.cache/kconform');
});

test('a relative XDG_CACHE_HOME is ignored, as its specification says', () => {
  expect(cacheRoot({ XDG_CACHE_HOME: 'b', HOME: '/c' })).toBe('/c/.cache/kconform');
});
