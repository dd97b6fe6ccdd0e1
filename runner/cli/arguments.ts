/** Reading the values of options. */
import { InvalidArgumentError } from 'commander';
import { FORMAT_NAMES } from '../report/formats/index.ts';
import type { Target } from '../report/formats/write.ts';

/** Collects an option that may be repeated. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** Collects formats with their files, FORMAT:FILE. */
export function collectReports(value: string, previous: Target[]): Target[] {
  const [, format = '', path = ''] = /^([^:]*):(.+)$/s.exec(value) ?? [];
  if (path === '') throw new InvalidArgumentError('It must be FORMAT:FILE, e.g. junit:junit.xml.');
  if (!FORMAT_NAMES.includes(format))
    throw new InvalidArgumentError(`There is no format ${format || 'without a name'}: ${FORMAT_NAMES.join(', ')}.`);
  return [...previous, { format, path }];
}

/** The name of a CI system, as KCIDB takes it. */
export function originName(value: string): string {
  if (!/^[a-z0-9_]+$/.test(value))
    throw new InvalidArgumentError('It must be lower-case letters, digits and underscores, as agreed with KernelCI.');
  return value;
}

/** A whole number, at least 1. */
export function positiveInteger(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(value);
}

/** A whole number, at least 0. */
export function wholeNumber(value: string): number {
  if (!/^(0|[1-9]\d{0,8})$/.test(value)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(value);
}

/** A factor, such as 0.5 or 4. */
export function factor(value: string): number {
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || number <= 0)
    throw new InvalidArgumentError('It must be a number above 0, e.g. 2.5.');
  return number;
}

/** The series of a source package, such as 7.3. */
export function sourceSeries(value: string): string {
  if (!/^\d+\.\d+$/.test(value)) throw new InvalidArgumentError('It must be a series such as 7.3.');
  return value;
}
