import { expect, test } from 'vitest';
import { replayCommand } from '../report/failures.ts';
import { identitiesOf, optionsOf } from './identities.ts';

const selftests = {
  format: 'ktap' as const,
  name: 'landlock',
  source: 'linux-source-7.3 7.3.4-1',
  origin: { source: '7.3' },
  programs: [{ name: 'fs_test' }, { name: 'net_test' }],
  timeout: undefined,
  options: {},
  directory: '/nowhere',
};

test('programs of a directory are told once, whatever of it runs', () => {
  const identities = identitiesOf([{ selftests, program: 'fs_test' }, { selftests }]);
  expect(identities).toEqual(['selftests/landlock/fs_test', 'selftests/landlock/net_test']);
});

test('the command that runs it again names the source, and the deadlines that somebody chose', () => {
  const command = (origin: Parameters<typeof optionsOf>[0]['origin'], scale?: number) =>
    replayCommand('build:mine', 'selftests/landlock/fs_test/whole-program', {
      again: ['selftests', ...optionsOf({ origin }, scale), 'landlock/fs_test'],
    });
  expect(command({ source: '7.3' })).toBe('./kconform selftests --kernel build:mine --source 7.3 landlock/fs_test');
  expect(command({ tree: "/home/me/bob's linux" }, 0.5)).toBe(
    "./kconform selftests --kernel build:mine --tree '/home/me/bob'\\''s linux' --timeout-scale 0.5 landlock/fs_test",
  );
  expect(command({ ltp: '/opt/ltp' })).toBe('./kconform selftests --kernel build:mine --ltp /opt/ltp landlock/fs_test');
  expect(command({ source: '7.2', series: ['/p/1.patch', '/p/2.patch'] })).toBe(
    './kconform selftests --kernel build:mine --source 7.2 --series /p/1.patch --series /p/2.patch landlock/fs_test',
  );
});
