import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { renderJunit } from '../report/formats/junit.ts';
import { renderKtap } from '../report/formats/ktap.ts';
import { renderReport } from '../report/terminal.ts';
import { sampleResults } from '../results/sample.ts';
import { serialise, writeResults } from '../results/write.ts';
import { capture } from './run-cli.ts';

function document(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x.json');
  writeResults(path, sampleResults());
  return path;
}

test('every format, and a status that is not that of the run', async () => {
  const path = document();
  const print = (format: string) => capture('report', path, '--format', format);
  expect(await print('junit')).toEqual({ status: 0, out: [...renderJunit(sampleResults())].join(''), err: '' });
  expect(await print('ktap')).toEqual({ status: 0, out: [...renderKtap(sampleResults())].join(''), err: '' });
  expect(await print('json')).toEqual({ status: 0, out: serialise(sampleResults()), err: '' });
  expect(await capture('report', path)).toMatchObject({ status: 0, out: renderReport(sampleResults(), { path }) });
});

test('half a document', async () => {
  const path = document();
  truncateSync(path, 1000);
  const { status, out, err } = await capture('report', path);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain('is truncated or damaged');
});
