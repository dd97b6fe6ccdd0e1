/** Reading the values of options. */
import { InvalidArgumentError } from 'commander';

/** Collects an option that may be repeated. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
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
