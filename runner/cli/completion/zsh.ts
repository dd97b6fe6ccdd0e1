/** Completion for zsh. */
import {
  allCommands,
  type DescribedArgument,
  type DescribedCommand,
  type DescribedOption,
  type ValueKind,
} from '../described.ts';
import type { CompletionWords } from './words.ts';

/** A function for each command, which _arguments of zsh's own completion system interprets. */
export function zshCompletion(program: DescribedCommand, { kernels, scenarios }: CompletionWords): string {
  return `#compdef kconform
# Completion of kconform for zsh. Written by: kconform completion zsh

__kconform_kernels() {
	local -a names=(${kernels.join(' ')})
	compadd -a names
	[[ $PREFIX != [./~]* ]] || _files
}

__kconform_scenarios() {
	local -a names=(${scenarios.join(' ')})
	compadd -a names
}

${[...allCommands(program), program].map(commandFunction).join('\n')}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
	_kconform "$@"
else
	compdef _kconform kconform ./kconform
fi
`;
}

function functionName({ path }: DescribedCommand): string {
  return ['_kconform', ...path.split(' ').filter(Boolean)].join('_');
}

function commandFunction(command: DescribedCommand): string {
  const { options, arguments: words, commands } = command;
  const specs = [...options.map(optionSpec), ...words.map(argumentSpec)];
  if (commands.length === 0)
    return `${functionName(command)}() {\n\t_arguments -s${specs.map((spec) => ` \\\n\t\t${spec}`).join('')}\n}\n`;
  const list = commands.map(({ name, description }) => `\t\t${quote(`${name}:${description}`)}`);
  const cases = commands.map((below) => `\t\t${below.name}) ${functionName(below)} ;;`);
  return `${functionName(command)}() {
	local state line curcontext=$curcontext
	local -a commands=(
${list.join('\n')}
	)
	_arguments -C${[...specs, "'1: :->command'", "'*:: :->words'"].map((spec) => ` \\\n\t\t${spec}`).join('')}
	case $state in
	command) _describe command commands ;;
	words)
		case $line[1] in
${cases.join('\n')}
		esac
		;;
	esac
}
`;
}

function optionSpec({ flags, description, value }: DescribedOption): string {
  const text = `[${description.replace(/[[\]\\:]/g, '\\$&')}]`;
  const wanted = value === undefined ? '' : `:value:${action(value)}`;
  // An option may be given again: many are repeatable, and the others take the last value.
  return flags
    .map((flag) => quote(`*${flag}${value !== undefined && flag.startsWith('--') ? '=' : ''}${text}${wanted}`))
    .join(' ');
}

function argumentSpec({ variadic, value }: DescribedArgument): string {
  return quote(`${variadic ? '*' : ''}:word:${action(value)}`);
}

function action(kind: ValueKind): string {
  if (typeof kind !== 'string') return `(${kind.choices.join(' ')})`;
  const actions = {
    kernel: '__kconform_kernels',
    scenario: '__kconform_scenarios',
    file: '_files',
    folder: '_files -/',
    other: ' ',
  } as const;
  return actions[kind];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
