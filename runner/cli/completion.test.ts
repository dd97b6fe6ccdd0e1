/** Completions, as the shells themselves understand them. `tools/setup.sh test` installs those that are missing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../../vm/installation.ts';
import { temporary } from '../testing/fault-box.ts';
import { capture } from './run-cli.ts';

/** A file with the script for a shell. */
async function script(shell: string): Promise<string> {
  const { status, out } = await capture('completion', shell);
  expect(status).toBe(0);
  const file = join(temporary(), `completion.${shell}`);
  writeFileSync(file, out);
  return file;
}

/** What bash is given for the end of each line. */
async function bash(lines: readonly string[]): Promise<string[]> {
  const ask = `source "$1"; shift
compopt() { :; }
for line; do
  COMP_LINE=$line COMP_POINT=\${#line} COMPREPLY=()
  _kconform
  echo "\${COMPREPLY[*]}"
done`;
  const { stdout } = await execa('bash', ['--norc', '-uc', ask, 'bash', await script('bash'), ...lines], {
    cwd: root,
  });
  return stdout.split('\n');
}

test('bash', async () => {
  const cases: Record<string, string> = {
    'kconform ru': 'run',
    'kconform kernels fe': 'fetch',
    'kconform run --acc': '--accel',
    'kconform run --accel ': 'auto kvm tcg',
    'kconform run --kernel def': 'default',
    // Readline replaces what follows the last colon.
    'kconform run --kernel debian:5': '5.10',
    'kconform run --kernel=debian:5': '5.10',
    'kconform run --tag x --kernel debian:6.12 -v landlock/tsync': expect.stringMatching(
      /^landlock\/tsync landlock\/tsync\//,
    ),
    // Two kernels, then scenarios.
    'kconform diff debian:5': '5.10',
    'kconform diff debian:7.3 debian:5': '5.10',
    'kconform diff debian:7.3 debian:5.10 landlock/tsync/wai': 'landlock/tsync/waiting',
    'kconform report --format m': 'matrix',
    'kconform completion ': 'bash zsh fish',
    'kconform run --suite ./suit': './suites',
    'kconform run --kernel ./kernels.lo': './kernels.lock.json',
    'kconform --vers': '--version',
    'kconform no-such-command --kernel debian:': '',
  };
  const lines = Object.keys(cases);
  const answers = await bash(lines);
  expect(Object.fromEntries(lines.map((line, index) => [line, answers[index]]))).toEqual(cases);
});

test('fish', async () => {
  const cases: Record<string, string[]> = {
    'kconform ru': ['run'],
    'kconform kernels fe': ['fetch'],
    'kconform run --acc': ['--accel'],
    'kconform run --accel ': ['auto', 'kvm', 'tcg'],
    'kconform run --kernel debian:5': ['debian:5.10'],
    'kconform diff debian:7.3 debian:5': ['debian:5.10'],
    'kconform completion ': ['bash', 'fish', 'zsh'],
    'kconform run --suite ./suit': ['./suites/'],
  };
  const lines = Object.keys(cases);
  const ask = 'source $argv[1]; for line in $argv[2..]; complete -C $line; echo end; end';
  const { stdout } = await execa('fish', ['--no-config', '-c', ask, await script('fish'), ...lines], { cwd: root });
  const answers = stdout.split(/^end$/m).map((text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t')[0]!),
  );
  expect(Object.fromEntries(lines.map((line, index) => [line, answers[index]]))).toEqual(cases);
});

/** A zsh of somebody who types: its completion works in its line editor only. Ctrl-T shows what the line has become. */
const typing = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PROMPT= RPROMPT=; autoload -U compinit; compinit -u -D; source '\${(q)1}'; show() { print -r -- "<<$BUFFER>>"; BUFFER=; }; zle -N show; bindkey ^T show; print REA""DY'
zpty -r shell text '*READY*'
shift
for line; do
	zpty -w -n shell "$line"$'\\t\\x14'
	zpty -r shell text '*<<*>>*'
	print -r -- \${\${text##*<<}%%>>*}
done
zpty -d shell
`;

test('zsh', async () => {
  const cases: Record<string, string> = {
    'kconform ru': 'kconform run ',
    'kconform kernels fe': 'kconform kernels fetch ',
    'kconform run --acc': 'kconform run --accel=',
    'kconform run --accel k': 'kconform run --accel kvm ',
    'kconform run --kernel debian:5': 'kconform run --kernel debian:5.10 ',
    'kconform run --kernel=debian:5': 'kconform run --kernel=debian:5.10 ',
    'kconform diff debian:7.3 debian:5': 'kconform diff debian:7.3 debian:5.10 ',
    'kconform run --suite ./suit': 'kconform run --suite ./suites/',
    'kconform run landlock/tsy': 'kconform run landlock/tsync',
  };
  const lines = Object.keys(cases);
  const { stdout } = await execa('zsh', ['-fc', typing, 'zsh', await script('zsh'), ...lines], {
    cwd: root,
    timeout: 30_000,
  });
  const answers = stdout.split('\n');
  expect(Object.fromEntries(lines.map((line, index) => [line, answers[index]]))).toEqual(cases);
});
