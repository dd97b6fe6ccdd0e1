/** The manual page: all that the command line knows, in roff that its readers have nothing to say about. */
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { allCommands, describeCommand } from './described.ts';
import { manualPage } from './manual.ts';
import { createProgram } from './program.ts';

const program = describeCommand(createProgram(() => {}));
const page = manualPage(program, { version: '1.2.3', date: '2026-01-31' });

/** What a reader sees, without the hyphens at ends of lines that the page does not have. */
async function shown(): Promise<string> {
  const { stdout } = await execa('mandoc', ['-T', 'ascii', '-O', 'width=200'], { input: page });
  return stdout.replace(/.\x08/g, '');
}

test('mandoc and groff have nothing to say', async () => {
  const mandoc = await execa('mandoc', ['-T', 'lint', '-W', 'warning'], { input: page, reject: false, all: true });
  const groff = await execa('groff', ['-man', '-ww', '-z', '-T', 'utf8'], { input: page, reject: false, all: true });
  expect({ mandoc: mandoc.all, groff: groff.all }).toEqual({ mandoc: '', groff: '' });
});

test('every command, argument and option is in it, with its description', async () => {
  const words = (await shown()).replace(/\s+/g, ' ');
  const promised = allCommands(program)
    .filter(({ name }) => name !== 'help')
    .flatMap(({ path, usage, arguments: args, options }) => [
      ...(usage.includes('[command]') ? [] : [`kconform ${path} ${usage}`]),
      ...args.map(({ text, description }) => `${text} ${description}`),
      ...options
        .filter(({ flags }) => !flags.includes('--help'))
        .map(({ text, description }) => `${text} ${description}`),
    ]);
  expect(promised.length).toBeGreaterThan(60);
  expect(promised.map((text) => text.trim().replace(/\s+/g, ' ')).filter((text) => !words.includes(text))).toEqual([]);
});

test('what the help says after the options, line by line', async () => {
  const text = await shown();
  for (const line of [
    "$ kconform run --kernel ./arch/x86/boot/bzImage --tag unix --tag '!slow'",
    '69   infrastructure failed: the verdicts, if any, are saved',
    '~/.local/share/bash-completion/completions/kconform',
  ])
    expect(text).toContain(line);
  expect(text).toMatch(/^EXIT STATUS$/m);
  expect(text).toMatch(/kconform 1\.2\.3 /);
});
