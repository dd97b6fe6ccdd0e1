import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeControls, excerpt } from './excerpt.ts';

describe('excerpt', () => {
  it('is the last lines', () => expect(excerpt('a\r\nb\r\nc\r\n', { lines: 2 })).toEqual(['b', 'c']));
  it('keeps an unfinished line', () => expect(excerpt('a\nb\nc', { lines: 2 })).toEqual(['b', 'c']));
  it('keeps empty lines', () => expect(excerpt('a\n\n\n')).toEqual(['a', '', '']));
  it('of nothing is nothing', () => expect(excerpt('')).toEqual([]));
  it('cuts long lines', () => expect(excerpt('x'.repeat(10_000_000), { width: 3 })).toEqual(['xxx…']));

  it('of any text has no control character, and at most the lines asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(30), (text, lines) => {
        const found = excerpt(text, { lines });
        expect(found.length).toBeLessThanOrEqual(lines);
        expect(found.join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('is what splitting the text would give', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n')), (parts) => {
        const text = parts.join('');
        const lines = text.replace(/\n$/, '').split('\n').slice(-20);
        expect(excerpt(text)).toEqual(text === '' ? [] : lines.map((line) => line.replace(/\r+$/, '')));
      }),
    );
  });
});

describe('escapeControls', () => {
  it('shows what would move the cursor', () => {
    expect(escapeControls('\x1b[2Ja\tb\0\x9b\u202e\u2028\ud800')).toBe('\\x1b[2Ja b\\x00\\x9b\\u202e\\u2028\\ud800');
  });
  it('leaves words alone', () => expect(escapeControls('Löwe 🦁')).toBe('Löwe 🦁'));
});
