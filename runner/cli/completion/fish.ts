/** Completion for fish. */
import { allCommands, type DescribedCommand, type DescribedOption, type ValueKind } from '../described.ts';
import type { CompletionWords } from './words.ts';

/** One `complete` for each command and option; fish finds out by itself where in the line it is. */
export function fishCompletion(program: DescribedCommand, { kernels, scenarios }: CompletionWords): string {
  const lines = [program, ...allCommands(program)].flatMap((command) => {
    const here = condition(command);
    return [
      ...command.commands.map(
        (below) => `complete -c kconform -n ${quote(here)} -a ${below.name} -d ${quote(below.description)}`,
      ),
      ...command.options.map((option) => optionLine(here, option)),
      ...command.arguments.map(({ value }) => `complete -c kconform -n ${quote(here)}${proposals(value)}`),
    ];
  });
  return `# Completion of kconform for fish. Written by: kconform completion fish

function __kconform_command -d 'The command that the line has so far'
	set -l found
	for word in (commandline -opc)[2..]
		switch "$found $word"
${allCommands(program)
  .map(({ path, name }) => `\t\t\tcase '${path.slice(0, -name.length).trim()} ${name}'\n\t\t\t\tset found '${path}'`)
  .join('\n')}
		end
	end
	echo $found
end

set -g __kconform_kernels ${kernels.join(' ')}
set -g __kconform_scenarios ${scenarios.join(' ')}

complete -c kconform -f
${lines.join('\n')}
`;
}

function condition({ path }: DescribedCommand): string {
  return `test (__kconform_command) = "${path}"`;
}

function optionLine(here: string, { flags, description, value }: DescribedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)).join(' ');
  const wanted =
    value === undefined ? '' : `${value === 'file' || value === 'kernel' ? ' -r' : ' -x'}${proposals(value)}`;
  return `complete -c kconform -n ${quote(here)} ${names}${wanted} -d ${quote(description)}`;
}

function proposals(kind: ValueKind): string {
  if (typeof kind !== 'string') return ` -a ${quote(kind.choices.join(' '))}`;
  switch (kind) {
    case 'kernel':
      return ` -F -a '$__kconform_kernels'`;
    case 'scenario':
      return ` -a '$__kconform_scenarios'`;
    case 'file':
      return ' -F';
    case 'folder':
      return ` -a '(__fish_complete_directories)'`;
    case 'other':
      return '';
  }
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
