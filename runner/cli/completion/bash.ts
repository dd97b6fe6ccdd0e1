/** Completion for bash. It needs no package besides bash itself. */
import { allCommands, type DescribedCommand, type ValueKind } from '../described.ts';
import type { CompletionWords } from './words.ts';

/**
 * Words of the line are told apart by blanks, not as bash does it: bash ends a word at a colon, and kernels have one in their names. What readline replaces is only
 * what follows the last colon, so what goes before is cut off the proposals.
 */
export function bashCompletion(program: DescribedCommand, { kernels, scenarios }: CompletionWords): string {
  const commands = [program, ...allCommands(program)];
  return `# Completion of kconform for bash. Written by: kconform completion bash

_kconform_kernels='${kernels.join(' ')}'
_kconform_scenarios='${scenarios.join(' ')}'

_kconform() {
	local line=\${COMP_LINE:0:COMP_POINT} words command= below= options= values= kind= current previous word i
	read -ra words <<<"$line"
	[[ $line == *[[:space:]] ]] && words+=('')
	current=\${words[\${#words[@]} - 1]}
	previous=\${words[\${#words[@]} - 2]}
	local count=0
	for ((i = 1; i < \${#words[@]} - 1; i++)); do
		word=\${words[i]}
		case "$command \${words[i - 1]}" in
${valueCases(commands, () => 'continue', '\t\t')}
		esac
		case "\${command:+$command }$word" in
${allCommands(program)
  .map(({ path }) => `\t\t'${path}') command='${path}' count=0 ;;`)
  .join('\n')}
		*) [[ $word == -* ]] || count=$((count + 1)) ;;
		esac
	done
	case $command in
${commands.map(commandCase).join('\n')}
	esac
	if [[ $current == --*=* ]]; then
		previous=\${current%%=*}
		current=\${current#*=}
		below=
	fi
	case "$command $previous" in
${valueCases(commands, (kind) => `${assign(kind)} below= options=`, '\t')}
	esac
	COMPREPLY=()
	case $current in
	-*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
	*)
		[[ -z $below ]] || kind=values values=$below
		case $kind in
		values) COMPREPLY=($(compgen -W "$values" -- "$current")) ;;
		scenario) COMPREPLY=($(compgen -W "$_kconform_scenarios" -- "$current")) ;;
		kernel) COMPREPLY=($(compgen -W "$_kconform_kernels" -- "$current")) ;;
		esac
		case $kind:$current in
		file:* | kernel:[./~]*)
			compopt -o filenames 2>/dev/null
			mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$current")
			;;
		folder:*)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$current")
			;;
		esac
		;;
	esac
	if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
		COMPREPLY=("\${COMPREPLY[@]#"\${current%"\${current##*:}"}"}")
	fi
}
complete -F _kconform kconform ./kconform
`;
}

function commandCase({ path, options, arguments: words, commands }: DescribedCommand): string {
  const flags = options.flatMap(({ flags }) => flags).join(' ');
  const below = commands.map(({ name }) => name).join(' ');
  const last = words.at(-1);
  const kinds = words.map(({ value }, index) => `\t\t${index}) ${assign(value)} ;;`);
  if (last?.variadic) kinds.push(`\t\t*) ${assign(last.value)} ;;`);
  return [
    `\t'${path}')`,
    `\t\toptions='${flags}' below='${below}'`,
    ...(kinds.length > 0 ? ['\t\tcase $count in', ...kinds, '\t\tesac'] : []),
    '\t\t;;',
  ].join('\n');
}

function assign(kind: ValueKind): string {
  return typeof kind === 'string' ? `kind=${kind}` : `kind=values values='${kind.choices.join(' ')}'`;
}

/** A case for each option with a value, of each command. */
function valueCases(
  commands: readonly DescribedCommand[],
  action: (kind: ValueKind) => string,
  indent: string,
): string {
  return commands
    .flatMap(({ path, options }) =>
      options.flatMap(({ flags, value }) =>
        value === undefined
          ? []
          : [`${indent}${flags.map((flag) => `'${path} ${flag}'`).join(' | ')}) ${action(value)} ;;`],
      ),
    )
    .join('\n');
}
