import { type ParseArgsConfig, parseArgs } from 'node:util';
import { EXIT } from '../runner/results/summary.ts';

/**
 * The arguments of a tool. `--help`, and what it does not know, end the process with the words that its file begins with, and a status of 0 or 2.
 *
 * @param help what the tool does
 * @param options as for parseArgs(); positional arguments are always allowed
 */
export function toolArguments<const T extends NonNullable<ParseArgsConfig['options']>>(help: string, options: T) {
  const names = Object.entries(options).map(([name, { type }]) => (type === 'boolean' ? `--${name}` : `--${name} …`));
  const usage = `${help}\n\noptions: ${names.join(', ')}\n`;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    if (process.argv.includes('--help')) {
      process.stdout.write(usage);
      process.exit(EXIT.pass);
    }
    process.stderr.write(`error: ${(error as Error).message.split('\n')[0]}\n${usage}`);
    process.exit(EXIT.usage);
  }
}
