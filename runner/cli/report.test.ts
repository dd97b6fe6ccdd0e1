import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FORMAT_NAMES } from '../report/formats/index.ts';
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

test('a site: what was written, what was lost, and what is not of a report stays', async () => {
  const path = document();
  const folder = join(dirname(path), 'site');
  symlinkSync('x.json', join(dirname(path), 'latest.json'));
  const report = (...paths: string[]) => capture('report', '--html', folder, ...paths);
  const written = {
    status: 0,
    out: expect.stringMatching(/: 1 run, 2 kernels, 5 scenarios, 10 verdicts, \d\.\d MB\n$/),
  };
  expect(await report(path, join(dirname(path), 'latest.json'))).toEqual({ ...written, err: '' });
  const stale = join(folder, 'data/stale.js');
  writeFileSync(stale, '');
  expect(await report(path)).toEqual({ ...written, err: '' });
  expect(existsSync(stale)).toBe(false);
  truncateSync(path, readFileSync(path).length - 30);
  expect(await report(path)).toMatchObject({
    status: 0,
    err: expect.stringMatching(/^kconform: lost: x: it ends at byte/),
  });
  writeFileSync(join(folder, 'index.html'), '<title>my own</title>');
  expect(await report(path)).toEqual({
    status: 2,
    out: '',
    err: `kconform: error: ${folder}/index.html is there, and not of a report\nhint: choose another folder\n`,
  });
  writeFileSync(path, serialise(sampleResults()).replace('results-1', 'results-0'));
  const { status, err } = await report(path);
  expect({ status, err }).toEqual({
    status: 2,
    err: expect.stringContaining('x.json is a kconform-results-0 document'),
  });
});

test('of half a document, what is whole, and what was lost', async () => {
  const path = document();
  const text = readFileSync(path, 'utf8');
  truncateSync(path, text.indexOf('"verdict":"mismatch"'));
  const { status, out, err } = await capture('report', path);
  expect(status).toBe(0);
  expect(out).toContain('2 kernels, 5 scenarios: 4 pass, 1 hang, 1 unsupported (infrastructure failed)');
  expect(err).toBe(
    `kconform: lost: ${path}: it ends at byte 3809 within its verdicts: 6 verdicts are whole, of up to 10; the rest is lost\n`,
  );
  for (const format of FORMAT_NAMES) {
    const report = await capture('report', path, '--format', format);
    expect(report.status).toBe(0);
    expect(report.out).toMatch(/not whole|infrastructure RESULT=fail/);
  }
});

test('a document of another version is refused with the version', async () => {
  const path = document();
  writeFileSync(path, readFileSync(path, 'utf8').replace('kconform-results-1', 'kconform-results-0'));
  expect(await capture('report', path, '--format', 'junit')).toEqual({
    status: 2,
    out: '',
    err: [
      `kconform: error: ${path} is a kconform-results-0 document, this kconform reads kconform-results-1`,
      'hint: read it with the version of kconform that wrote it, named in its "tool"\n',
    ].join('\n'),
  });
});
