import { describe, expect, test } from 'vitest';
import { isAbout, isExpired, parseKnownFailures, requirePrograms } from './known-failures.ts';

const entry = (changes: Record<string, string | undefined> = {}) =>
  Object.entries({
    Scenario: 'landlock/net/**',
    Kernel: 'debian:7.3',
    Verdict: 'mismatch',
    Reason: 'ports are counted twice',
    Expires: '2027-03-31',
    ...changes,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

test('entries, with comments and continued lines', () => {
  const text = `# Reviewed in March.\n\n${entry()}\n# the next\nscenario: landlock/fs\nKernel: build:*\n# within\nVerdict: mismatch, crash\nReason: see\n https://example.org\nExpires: 2028-02-29`;
  expect(parseKnownFailures(text, 'known')).toEqual([
    {
      where: 'known:3',
      scenario: 'landlock/net/**',
      kernel: 'debian:7.3',
      verdicts: ['mismatch'],
      reason: 'ports are counted twice',
      expires: '2027-03-31',
    },
    {
      where: 'known:10',
      scenario: 'landlock/fs',
      kernel: 'build:*',
      verdicts: ['mismatch', 'crash'],
      reason: 'see https://example.org',
      expires: '2028-02-29',
    },
  ]);
});

test.for<[string, string, string]>([
  ['a field that there is not', entry({ Reson: 'x' }), 'known:6: there is no field Reson'],
  ['no field', `${entry()}Reason the second\n`, 'known:6: not a field: Reason the second'],
  ['a field twice', entry() + entry(), 'known:6: a second Scenario in one stanza'],
  ['a continued nothing', ' x', 'known:1: a line that begins with a space continues a field, and there is none'],
  ['no reason', entry({ Reason: undefined }), 'known:1: an entry without Reason'],
  ['an empty reason', entry({ Reason: '' }), 'known:4: Reason says nothing'],
  ['no expiry', `\n\n${entry({ Expires: undefined })}`, 'known:3: an entry without Expires'],
  ['an expiry that is no date', entry({ Expires: 'never' }), "known:5: 'never' is no date"],
  ['a day that no month has', entry({ Expires: '2027-02-30' }), "known:5: '2027-02-30' is no date"],
  ['a verdict that is none', entry({ Verdict: 'mismatch, fail' }), "known:3: 'fail' is no failure"],
  ['a verdict that is no failure', entry({ Verdict: 'pass' }), "known:3: 'pass' is no failure"],
  ['a kernel that is none', entry({ Kernel: 'debain:7.3' }), "known:2: 'debain:7.3' is no kernel"],
  [
    'a scenario that there is not',
    entry({ Scenario: 'landlock/nett' }),
    "known:1: no scenario matches 'landlock/nett'",
  ],
])('%s is told with its line', ([, text, message]) => {
  expect(() => parseKnownFailures(text, 'known', ['landlock/net/tcp/bind'])).toThrow(message);
});

describe('an entry', () => {
  const [known] = parseKnownFailures(entry({ Kernel: 'debian:7.*' }), 'known');

  test('is about scenarios and kernels that its patterns match', () => {
    const about = (kernel: string, scenario: string) => isAbout(known!, { kernel, scenario });
    expect(about('debian:7.3', 'landlock/net/tcp/bind')).toBe(true);
    expect(about('debian:7.10', 'landlock/net/tcp/bind')).toBe(true);
    expect(about('debian:17.3', 'landlock/net/tcp/bind')).toBe(false);
    expect(about('debian:7.3', 'landlock/fs/x/landlock/net')).toBe(false);
  });

  test('holds to the end of its last day', () => {
    expect(isExpired(known!, new Date('2027-03-31T23:59:59Z'))).toBe(false);
    expect(isExpired(known!, new Date('2027-04-01T00:00:00Z'))).toBe(true);
  });
});

describe("entries about the kernel's selftests", () => {
  const of = (scenario: string) => parseKnownFailures(entry({ Scenario: scenario }), 'known', ['landlock/net/x']);
  const about = (pattern: string, scenario: string) => isAbout(of(pattern)[0]!, { kernel: 'debian:7.3', scenario });

  test('name them: a part that a scenario has too is not about them', () => {
    expect(about('selftests/landlock/net_test/**', 'selftests/landlock/net_test/ipv4.bind')).toBe(true);
    expect(about('selftests/landlock/net_test', 'selftests/landlock/net_test/ipv4.bind')).toBe(true);
    expect(about('landlock/net', 'landlock/net/x')).toBe(true);
    expect(about('landlock/net', 'selftests/landlock/net_test/ipv4.bind')).toBe(false);
    expect(about('**', 'selftests/landlock/net_test/ipv4.bind')).toBe(false);
  });

  const programs = ['selftests/landlock/fs_test', 'selftests/landlock/net_test'];

  test.for(['landlock/**', 'landlock/net_test/ipv4.*', 'landlock/net', '*/net_test/x', 'seccomp/none/x'])(
    '%s may be among what runs',
    (pattern) => {
      expect(() => requirePrograms(of(`selftests/${pattern}`), programs)).not.toThrow();
    },
  );

  test.for(['landlock/nett_test', 'landlock/fs_test2/*', 'landlock/x/**'])('%s is a typo', (pattern) => {
    expect(() => requirePrograms(of(`selftests/${pattern}`), programs)).toThrow(
      `known:1: no program of the selftests matches 'selftests/${pattern}'`,
    );
  });
});
