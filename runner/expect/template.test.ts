import { describe, expect, it } from 'vitest';
import {
  anything,
  type Captures,
  capture,
  captureAbove,
  digits,
  faultOfNames,
  flipTemplate,
  matchesTemplate,
  matching,
  same,
  some,
  type Template,
  templateInWords,
  textOf,
} from './template.ts';

const hex = /[0-9a-f]+/;
const first = matching`audit(${digits}): domain=${capture('domain', hex)} blockers=fs.${'execute'}`;
const later = matching`domain=${same('domain')} denials=${2}`;

const matches = (text: string, template: Template, captures: Captures = new Map()) =>
  matchesTemplate(text, template, captures);

describe('matching', () => {
  it('takes everything but holes literally', () => {
    expect(matches('audit(7): domain=1f blockers=fs.execute', first)).toBe(true);
    expect(matches('audit(7): domain=1f blockers=fs-execute', first)).toBe(false);
    expect(matches('audit[7]: domain=1f blockers=fs.execute', first)).toBe(false);
  });

  it('wants the whole text, unless an end is left open', () => {
    expect(matches('audit(7): domain=1f blockers=fs.execute,fs.read', first)).toBe(false);
    expect(matches('x\nino:\t12\ny', matching`${anything}ino:\t${digits}${anything}`)).toBe(true);
    expect(textOf(Uint8Array.from([0x61, 0, 0x62, 0, 0]))).toBe('a\0b');
  });

  it('keeps an alternative inside its hole', () => {
    expect(matches('ab', matching`a${some(/b|c/)}`)).toBe(true);
    expect(matches('c', matching`a${some(/b|c/)}`)).toBe(false);
  });

  it('compares with what was captured before', () => {
    const captures: Captures = new Map();
    expect(matches('domain=1f denials=2', later, captures)).toBe(false);
    matches('audit(7): domain=1f blockers=fs.execute', first, captures);
    expect(captures).toEqual(new Map([['domain', '1f']]));
    expect(matches('domain=1f denials=2', later, captures)).toBe(true);
    expect(matches('domain=2f denials=2', later, captures)).toBe(false);
    expect(matches('xx', matching`${capture('a', /./)}${same('a')}`, captures)).toBe(true);
    expect(matches('xy', matching`${capture('b', /./)}${same('b')}`, captures)).toBe(false);
  });

  it('captures nothing where it does not match, and text that looks like an expression literally', () => {
    const captures: Captures = new Map();
    matches('a.b', matching`${capture('x', /a.b/)}c`, captures);
    expect(captures.size).toBe(0);
    matches('a.b', matching`${capture('x', /a.b/)}`, captures);
    expect(matches('a+b', matching`${same('x')}`, captures)).toBe(false);
  });

  it('compares numbers', () => {
    const captures: Captures = new Map([['old', 'ff']]);
    const larger = matching`${captureAbove('new', hex, { name: 'old', base: 16 })}`;
    expect(matches('fe', larger, captures)).toBe(false);
    expect(matches('ff', larger, captures)).toBe(false);
    expect(captures.has('new')).toBe(false);
    expect(matches('100', larger, captures)).toBe(true);
    expect(templateInWords(larger, captures)).toBe('"{new > ff}"');
    expect(flipTemplate(larger)).toHaveLength(1);
    expect(faultOfNames([larger])).toContain("'old'");
  });

  it('is told in words', () => {
    expect(templateInWords(first)).toBe(String.raw`"audit({/\d+/}): domain={domain} blockers=fs.execute"`);
    expect(templateInWords(later, new Map([['domain', '1f']]))).toBe('"domain={domain = 1f} denials=2"');
    expect(templateInWords(matching`${anything}"\n${same('gone')}`)).toBe(String.raw`"{…}\"\n{gone}"`);
  });

  it('can hold a template', () => {
    const stamp = matching`audit(${digits})`;
    expect(matches('audit(7): x', matching`${stamp}: x`)).toBe(true);
  });
});

describe('flipTemplate', () => {
  it('makes templates that the same text does not match', () => {
    const captures: Captures = new Map([['domain', '1f']]);
    const flipped = flipTemplate(later);
    expect(flipped).toHaveLength(3);
    for (const template of flipped) expect(matches('domain=1f denials=2', template, captures)).toBe(false);
  });
});

describe('faultOfNames', () => {
  it.each([
    [[first, later], undefined],
    [[later, first], "nothing was captured as 'domain' before it is compared"],
    [[first, first], "two places are captured as 'domain'"],
    [[matching`${same('no name')}`], "'no name' cannot be the name of a capture"],
  ])('%#', (templates, fault) => {
    expect(faultOfNames(templates)).toBe(fault);
  });
});
