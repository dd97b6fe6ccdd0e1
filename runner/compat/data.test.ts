import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { catalogue } from '../../suites/landlock/compat/index.ts';
import { root } from '../../vm/installation.ts';
import { compatData, factsOnly } from './data.ts';
import { markdownPages } from './markdown/index.ts';
import { compatModel } from './model.ts';
import { COMPAT_SCHEMA_FILE, publishedCompatSchema } from './publish.ts';
import { healthy, sampleCatalogue } from './sample.ts';
import type { Compat } from './schema.ts';

const reference = join(root, 'docs/reference');
const published = JSON.parse(readFileSync(join(reference, 'compat.json'), 'utf8')) as Compat;
const sample = compatData(compatModel(sampleCatalogue, [healthy()]));
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(publishedCompatSchema()));
const faults = (value: unknown) => {
  validate(JSON.parse(JSON.stringify(value)));
  return validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`) ?? [];
};

test('the published schema is current (make schema writes it)', () => {
  expect(JSON.parse(readFileSync(COMPAT_SCHEMA_FILE, 'utf8'))).toEqual(JSON.parse(publishedCompatSchema()));
});

test('a validator that is not ours accepts data of a sample, data without any run, and what is published', () => {
  expect([sample, compatData(compatModel(catalogue, [])), published].flatMap(faults)).toEqual([]);
});

test('and refuses a status and an error that do not exist', () => {
  const [id, feature] = Object.entries(sample.features)[0]!;
  const features = { [id]: { ...feature, status: 'likely', errno_denied: ['Permission denied'] } };
  expect(faults({ ...sample, features })).toEqual([
    `/features/${id}/errno_denied/0 must match pattern "^E[A-Z0-9]+$"`,
    `/features/${id}/status must be equal to one of the allowed values`,
  ]);
});

test('facts of docs/reference are those of the catalogue (make docs writes it)', () => {
  expect(factsOnly(published)).toEqual(factsOnly(compatData(compatModel(catalogue, []))));
});

test('pages of docs/reference are those of its data (make docs writes them)', () => {
  const pages = [...markdownPages(published)];
  expect(
    pages.filter(([name, text]) => readFileSync(join(reference, name), 'utf8') !== text).map(([name]) => name),
  ).toEqual([]);
});

test('nothing that is published is contradicted', () => {
  const { features, errata, gaps } = published;
  const statuses = [
    ...Object.values(features).map(({ status }) => status),
    ...Object.values(errata).flatMap(({ fixed, unfixed }) => [fixed.status, unfixed.status]),
    ...Object.values(gaps).map(({ shown }) => shown.status),
  ];
  expect(statuses).not.toContain('contradicted');
});

test('evidence of a right, as programs read it', () => {
  expect(sample.features.LANDLOCK_ACCESS_FS_RESOLVE_UNIX).toMatchObject({
    abi_added: 9,
    kernel_added: '7.1',
    errno_denied: ['EACCES'],
    errno_unsupported: [{ abi_first: 1, abi_last: 8, errno: 'EINVAL' }],
    status: 'confirmed',
    evidence: {
      denied: { status: 'confirmed', answers: ['EACCES'], calls: ['connect'], kernels: { 'debian:7.3': 1 } },
      open: { status: 'confirmed', kernels: { 'debian:6.12': 1 } },
    },
  });
  expect(sample.runs).toMatchObject([{ tool: { version: '0.1.0', commit: '0123456789ab' }, status: 'complete' }]);
});
