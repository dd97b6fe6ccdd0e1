import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Verdict } from '../../runner/results/schema.ts';
import { original } from '../../vm/kernels/build/index.ts';
import { readLockFile } from '../../vm/kernels/lockfile.ts';
import { Store } from '../../vm/store/index.ts';
import { DIRECTORY, SERIES } from '../build/landlock.ts';
import { NOTHING, noticed } from './judge.ts';
import { changesOf, loadMutants, loadReviewed } from './load.ts';
import { applyHunks, parseMutant } from './patch.ts';
import { type Fate, FateRecord } from './record.ts';
import { fateLine, renderFates, unexplained } from './report.ts';

const PATCH = `Subject: two is three
Suites: landlock/a landlock/b

--- a/x.c
+++ b/x.c
@@ -2,3 +2,3 @@
 one
-two
+three
 four
`;

describe('a mutant', () => {
  const mutant = parseMutant('01-two', PATCH);

  test('is read from a small patch', () => {
    expect(mutant).toMatchObject({ subject: 'two is three', suites: ['landlock/a', 'landlock/b'] });
    expect([...mutant.files]).toEqual([
      ['x.c', [{ line: 2, before: ['one', 'two', 'four'], after: ['one', 'three', 'four'] }]],
    ]);
    expect(() => parseMutant('x', 'Subject: x\n')).toThrow('Suites:');
    expect(() => parseMutant('x', 'Subject: x\nSuites: y\n')).toThrow('no hunks');
  });

  test('is applied where its lines are, also when they moved', () => {
    const hunks = mutant.files.get('x.c')!;
    expect(applyHunks('a\nb\nc\none\ntwo\nfour\n', hunks)).toBe('a\nb\nc\none\nthree\nfour\n');
    expect(() => applyHunks('one\ntwo\n', hunks)).toThrow('not in the file');
    const twice = '\none\ntwo\nfour\none\ntwo\nfour\n';
    expect(applyHunks(twice, hunks)).toBe('\none\nthree\nfour\none\ntwo\nfour\n');
  });
});

describe('our mutants', async () => {
  const mutants = await loadMutants();
  const file = (await readLockFile()).sources?.[SERIES];
  const directory = file && (await new Store().lookup(`sources/${file.sha256.slice(0, 32)}`));

  test('each changes one thing of Landlock, and says which', async () => {
    expect(mutants.length).toBeGreaterThanOrEqual(36);
    expect(new Set(mutants.map(({ subject }) => subject)).size).toBe(mutants.length);
    for (const { files } of mutants) {
      expect([...files.keys()].every((path) => path.startsWith(`${DIRECTORY}/`))).toBe(true);
    }
    const names = new Set(mutants.map(({ name }) => name));
    for (const [name, reason] of Object.entries(await loadReviewed())) {
      expect(names).toContain(name);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  test.skipIf(!directory)('each applies to the source, and changes it', async () => {
    const source = { id: '', version: '', identity: '', directory: directory! };
    for (const mutant of mutants) {
      const changes = await changesOf(mutant, (path) => original(source, path));
      for (const [path, text] of changes) expect(text).not.toBe(await original(source, path));
    }
  });
});

describe('what a run shows', () => {
  const verdict = (more: Partial<Verdict>): Verdict => ({
    kernel: 'build:mutant-0',
    scenario: 'landlock/a/x',
    verdict: 'pass',
    reason: '',
    steps: [],
    ms: 1,
    ...more,
  });
  const failure = verdict({ verdict: 'mismatch', reason: 'step 3' });
  const known = verdict({ known: [{ kind: 'vulnerable', what: 'CVE-1: out' }] });

  test('tells a mutant by what fails, and by bugs that are known of others', () => {
    expect(noticed(verdict({}), NOTHING)).toEqual([]);
    expect(noticed(failure, NOTHING)).toEqual([{ scenario: 'landlock/a/x', verdict: 'mismatch', reason: 'step 3' }]);
    expect(noticed(known, NOTHING)).toEqual([
      { scenario: 'landlock/a/x', verdict: 'vulnerable', reason: 'CVE-1: out' },
    ]);
  });

  test('but not by what the kernel shows without it', () => {
    const before = { failing: new Set(['landlock/a/x']), known: new Set(['CVE-1: out']) };
    expect(noticed(failure, before)).toEqual([]);
    expect(noticed(known, before)).toEqual([]);
    expect(noticed(known, { ...before, known: new Set(['CVE-2: out']) })).toHaveLength(1);
  });
});

describe('fates', () => {
  const fate = (name: string, what: Fate['fate']): Fate => ({
    name,
    subject: `about ${name}`,
    identity: 'i',
    fate: what,
    killers: what === 'killed' ? [{ scenario: 'landlock/a/x', verdict: 'mismatch', reason: 'r' }] : [],
    scenarios: 7,
    buildSeconds: 12.3,
    runSeconds: 4,
  });

  test('a survivor is a hole unless there is a reason', () => {
    const fates = [fate('a', 'killed'), fate('b', 'survived'), fate('c', 'survived')];
    expect(unexplained(fates, { c: 'no difference' }).map(({ name }) => name)).toEqual(['b']);
    expect(renderFates(fates, { a: 'why', c: 'no difference' })).toBe(`survived  b: about b
  a hole: no scenario notices
survived  c: about c
  no difference
a is killed, and yet has a reason to survive in equivalent.json
1 of 3 mutants killed (33.3 %)
`);
    expect(fateLine(fates[0]!)).toBe('killed    a: about a (12.3 s + 4.0 s, 7 scenarios) by landlock/a/x');
  });

  test('are kept, and those killed are not tried again while a scenario kills them', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kconform-fates-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, 'build/fates.json');
    const record = new FateRecord(path);
    record.add(fate('a', 'killed'));
    record.add(fate('b', 'survived'));
    const again = new FateRecord(path);
    expect(again.stillKilled('a', 'i', () => true)?.name).toBe('a');
    expect(again.stillKilled('a', 'other', () => true)).toBeUndefined();
    expect(again.stillKilled('a', 'i', () => false)).toBeUndefined();
    expect(again.stillKilled('b', 'i', () => true)).toBeUndefined();
  });
});
