import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpus } from './corpus.ts';
import { findSplats } from './splats.ts';

const logs = corpus();
const seen = (text: string) => findSplats(text).map(({ kind, title, severity }) => ({ kind, title, severity }));
const named = (name: string) => logs.find((log) => log.name === name)!.text;

describe('the golden corpus', () => {
  it.each(logs)('$name', ({ text, splats, name }) => {
    const found = findSplats(text, { untimed: name.startsWith('untimed-') });
    expect(found.map(({ kind, title, severity }) => ({ kind, title, severity }))).toEqual(splats);
  });

  it('is small enough to read', () => {
    expect(logs.filter(({ text }) => text.length > 40_000).map(({ name }) => name)).toEqual([]);
  });

  it('has a clean boot of every kernel', () => {
    const clean = logs.filter(({ name }) => name.startsWith('clean-'));
    expect(clean.length).toBeGreaterThanOrEqual(8);
    expect(clean.flatMap(({ splats }) => splats)).toEqual([]);
  });
});

describe('an excerpt', () => {
  it.each(logs)('of $name lies where its offsets say', ({ text }) => {
    for (const { lines, start, end } of findSplats(text)) {
      expect(text.slice(start, end).startsWith(lines[0]!)).toBe(true);
      expect(lines.length).toBeLessThanOrEqual(160);
      let from = start;
      for (const line of lines) {
        const at = text.indexOf(line, from);
        expect(at).toBeGreaterThanOrEqual(from);
        from = at + line.length;
      }
      expect(from).toBeLessThanOrEqual(end);
    }
  });

  it('leaves out what programs write in between', () => {
    const text = named('mod-warn-7.3').replace(/\r\n(?=\[ +\d)/g, '\r\nchat\r\n');
    expect(findSplats(text)[0]!.lines.join('\n')).not.toContain('chat');
    expect(seen(text)).toEqual(seen(named('mod-warn-7.3')));
  });
});

describe('a truncated log', () => {
  it.each(logs)('of $name never makes up a kind', { timeout: 120_000 }, ({ text }) => {
    const found = findSplats(text);
    const kinds = new Set(found.map(({ kind }) => kind));
    // Every byte of where reports begin, and every 487th elsewhere. What comes long before the first report has no part in it.
    const from = Math.max(0, (found[0]?.start ?? 0) - 300);
    const spots = found.flatMap(({ start, lines }) => {
      const head = lines.slice(0, 12).join('\r\n').length + 40;
      return Array.from({ length: head }, (_, i) => start + i);
    });
    for (let end = from; end < text.length; end += 487) spots.push(end);
    for (const end of spots) {
      const made = findSplats(text.slice(from, end)).filter(({ kind }) => !kinds.has(kind));
      if (made.length > 0) expect.fail(`${end}: ${JSON.stringify(made[0])}`);
    }
  });

  it('of any log, cut anywhere at both ends, does not throw and stays within the text', () => {
    const all = logs.map(({ text }) => text).join('');
    fc.assert(
      fc.property(fc.nat(all.length), fc.nat(20_000), (start, length) => {
        const text = all.slice(start, start + length);
        for (const splat of findSplats(text)) {
          expect(splat.start).toBeGreaterThanOrEqual(0);
          expect(splat.end).toBeLessThanOrEqual(text.length);
          expect(splat.title).not.toMatch(/[@$\n\r]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that stops within the word panic says so already', () => {
    expect(seen('[    1.000000] Kernel panic - not syncing: Attem')).toMatchObject([
      { kind: 'panic', severity: 'fatal' },
    ]);
  });
});

describe('anything', () => {
  const word = fc.constantFrom(
    '[    1.000000] ',
    '[    1.000000][    T1] ',
    '[    1.000000][    C0] ',
    'Kernel panic - not syncing: ',
    'BUG: ',
    'KASAN: ',
    'WARNING: ',
    'Oops: 0002 [#1] SMP',
    '------------[ cut here ]------------',
    '---[ end trace 0 ]---',
    'Call Trace:',
    ' in @',
    '$1',
    '\r\n',
    '\n',
    ' ',
    'RIP: 0010:f+0x1/0x2',
  );

  it('is read without throwing, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string({ maxLength: 8 })), { maxLength: 40 }),
        fc.boolean(),
        (words, untimed) => {
          const found = findSplats(words.join(''), { untimed });
          expect(found.map(({ start }) => start)).toEqual(found.map(({ start }) => start).toSorted((a, b) => a - b));
        },
      ),
    );
  });
});

describe('user space', () => {
  const quote = 'Kernel panic - not syncing: quoted\nBUG: kernel NULL pointer dereference, address: 0\n';

  it('may quote reports', () => expect(findSplats(quote)).toEqual([]));

  it('is believed when the kernel prints no time stamps', () =>
    expect(findSplats(quote, { untimed: true })).toHaveLength(2));

  it('may leave its line unfinished when the kernel speaks', () => {
    expect(seen('probe: running[    1.000000] Kernel panic - not syncing: sysrq triggered crash\n')).toEqual([
      { kind: 'panic', title: 'kernel panic: sysrq triggered crash', severity: 'fatal' },
    ]);
  });
});

describe('interleaved reports', () => {
  it('of two callers are told apart', () => {
    const report = (caller: string, name: string) =>
      [
        '------------[ cut here ]------------',
        `WARNING: CPU: 0 PID: 1 at fs/open.c:1 ${name}+0x1/0x2`,
        'Call Trace:',
        ' <TASK>',
        ` ${name}_caller+0x1/0x2`,
        ' </TASK>',
        '---[ end trace 0000000000000000 ]---',
      ].map((body) => `[    1.000000][${caller.padStart(6)}] ${body}`);
    const [one, two] = [report('T1', 'one'), report('T22', 'two')];
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 14 }), (turns) => {
        const [a, b] = [[...one], [...two]];
        const mixed = turns.flatMap((first) => (first ? a : b).splice(0, 1)).concat(a, b);
        const found = findSplats(`${mixed.join('\n')}\n`).toSorted((x, y) => (x.title < y.title ? -1 : 1));
        expect(found.map(({ title, lines }) => [title, lines])).toEqual([
          ['WARNING in one', one],
          ['WARNING in two', two],
        ]);
      }),
    );
  });
});

describe('a flood', () => {
  const megabytes = 10_000_000;
  const flood = (line: string) => line.repeat(Math.ceil(megabytes / line.length));
  const tail = '\n[    9.000000] Kernel panic - not syncing: at last\n';

  it.each([
    ['of user lines', 'user line of a flood that goes on and on\n'],
    ['without a single newline', 'x'],
    ['of brackets', '['],
    ['of brackets and spaces', '[    '],
    ['of half time stamps', '[    1.00000'],
    ['of time stamps in one line', '[    1.000000] '],
    ['of kernel lines', '[    1.000000] audit: type=1400 audit(1.0:1): domain=1 blockers=fs.write_file path="/a"\r\n'],
    [
      'of almost-reports',
      '[    1.000000] BUG\r\n[    1.000000] aaaa aaaa aaaa aaaa aaaa: 00\r\n[    1.000000] list_ INFO: task a\r\n',
    ],
    ['of carriage returns', '\r'],
  ])('%s is read in no time', (_, line) => {
    const text = flood(line) + tail;
    // Time of the processor, not of the clock: other tests and other people use this machine.
    const began = process.cpuUsage();
    const found = findSplats(text);
    const took = process.cpuUsage(began).user / 1000;
    expect(found.at(-1)).toMatchObject({ kind: 'panic', title: 'kernel panic: at last' });
    expect(took).toBeLessThan(1_000);
  });

  it('of reports keeps little of each', () => {
    const found = findSplats(
      `[    1.000000] BUG: Bad page state in process a\n${flood('[    1.000000]  frame+0x1/0x2\n')}`,
    );
    expect(found).toHaveLength(1);
    expect(found[0]!.lines.length).toBeLessThanOrEqual(160);
  });
});
