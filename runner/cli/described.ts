/** The command line as data, for whatever is generated from it: completions, the manual. */
import type { EventEmitter } from 'node:events';
import type { Argument, Command, Help, Option } from 'commander';

/** What a value is, as far as something can be proposed for it. */
export type ValueKind = 'kernel' | 'scenario' | 'file' | 'folder' | 'other' | { choices: readonly string[] };

/** One option of a command. */
export interface DescribedOption {
  /** As the help shows it: `-v, --verbose`. */
  text: string;
  /** `-v` and `--verbose`. */
  flags: readonly string[];
  description: string;
  /** Of its value; undefined for a switch. */
  value: ValueKind | undefined;
}

/** One word that is no option. */
export interface DescribedArgument {
  /** As the usage shows it: `[pattern...]`. */
  text: string;
  description: string;
  value: ValueKind;
  variadic: boolean;
}

/** A command, with those below it. */
export interface DescribedCommand {
  /** `kernels list`; empty for the program itself. */
  path: string;
  name: string;
  /** `[options] <A> <B>`. */
  usage: string;
  description: string;
  options: readonly DescribedOption[];
  arguments: readonly DescribedArgument[];
  commands: readonly DescribedCommand[];
  /** What the help says after the options. */
  more: string;
}

/**
 * Describes a command and all below it.
 *
 * @param path words after the program's name that call it
 */
export function describeCommand(command: Command, path: readonly string[] = []): DescribedCommand {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  return {
    path: path.join(' '),
    name: command.name(),
    usage: command.usage(),
    description: command.description(),
    options: help.visibleOptions(command).map((option) => describeOption(option, help)),
    arguments: command.registeredArguments.map((argument) => describeArgument(argument, help)),
    commands: below.map((one) => describeCommand(one, [...path, one.name()])),
    more: wordsAfter(command),
  };
}

/** Everything that can be called: the program's commands, and those below them. */
export function allCommands(command: DescribedCommand): DescribedCommand[] {
  return command.commands.flatMap((below) => [below, ...allCommands(below)]);
}

function describeOption(option: Option, help: Help): DescribedOption {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const takesValue = option.required || option.optional;
  return {
    text: option.flags,
    flags,
    description: help.optionDescription(option),
    value: takesValue
      ? kindOf(option.attributeName(), /[<[](.*?)(\.\.\.)?[>\]]/.exec(option.flags)?.[1], option)
      : undefined,
  };
}

function describeArgument(argument: Argument, help: Help): DescribedArgument {
  const text = argument.required ? `<${argument.name()}` : `[${argument.name()}`;
  const dots = argument.variadic ? '...' : '';
  return {
    text: `${text}${dots}${argument.required ? '>' : ']'}`,
    description: help.argumentDescription(argument),
    value: kindOf(argument.name(), argument.name(), argument),
    variadic: argument.variadic,
  };
}

/** By the names that all commands use alike. */
function kindOf(name: string, placeholder: string | undefined, { argChoices }: { argChoices?: string[] }): ValueKind {
  if (argChoices !== undefined) return { choices: argChoices };
  if (['kernel', 'kernels', 'A', 'B'].includes(name)) return 'kernel';
  if (['pattern', 'scenario'].includes(placeholder ?? '')) return 'scenario';
  if (['file', 'results', 'patches', 'fragment'].includes(placeholder ?? '')) return 'file';
  if (['folder', 'directory', 'dir', 'base'].includes((placeholder ?? '').toLowerCase())) return 'folder';
  return 'other';
}

function wordsAfter(command: Command): string {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  // What addHelpText listens to: commands are emitters, which their types do not tell.
  (command as unknown as EventEmitter).emit('afterHelp', { error: false, command, write });
  return text.trim();
}
