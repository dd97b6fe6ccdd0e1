/** A step in fewer words than the scenario's: sizes, empty flags and numbers of earlier steps are left out. The whole words are in its tooltip and in the table. */
import { brief } from './brief.ts';
import { typeOfSocket } from './made.ts';
import type { SceneEvent } from './scene.ts';
import { quoted, referenceIn } from './words.ts';

const NOISE: ReadonlySet<string> = new Set(['0', 'NULL', 'AT_FDCWD', '-100']);
const LONGEST = 64;

/** The phrase of one step. */
export function phraseOf(event: SceneEvent): string {
  const { call, step } = event;
  const { name, args, manner } = call;
  if (step.role === 'setup' && manner === 'whole' && args.length > 0) {
    if (/^openat$/.test(name) && args[2]?.includes('O_CREAT')) return `creates ${args[1]}`;
    if (name === 'creat') return `creates ${args[0]}`;
    if (name === 'bind' && args[1] !== undefined) return `binds ${args[1]}`;
    if (name === 'socket') return `socket ${typeOfSocket(args)}`;
    if (name === 'process' || name === 'thread') return `${name} ${args.join(' ')}`;
  }
  if (event.carries !== undefined) {
    return brief(`${name}: ${name === 'recvmsg' ? 'receives' : 'passes'} ${event.carries.join(', ')}`, LONGEST);
  }
  const before = manner === 'start' ? 'begins ' : manner === 'await' ? 'awaits ' : '';
  if (name === 'run') return `${before}runs ${args[0]}`;
  if (args.length === 0) return brief(`${before}${step.words.replace(/^(start|await) /, '')}`, LONGEST);
  const kept = args
    .filter((argument, index) => !isNoise(argument, index, args))
    .map((argument) => shorter(argument, event));
  return brief(`${before}${name}(${kept.join(', ')})`, LONGEST);
}

/** Nothing, or the length of what is right before. */
function isNoise(argument: string, index: number, args: readonly string[]): boolean {
  if (NOISE.has(argument)) return true;
  if (/^&/.test(argument)) return true;
  const before = args[index - 1];
  return /^\d+$/.test(argument) && before !== undefined && /^["{&]|:\d+$|^0x/.test(before);
}

function shorter(argument: string, event: SceneEvent): string {
  if (quoted(argument) !== undefined) return argument.length > 40 ? `${argument.slice(0, 36)}…"` : argument;
  if (referenceIn(argument) !== undefined)
    return event.subject !== undefined && argument === firstReference(event)
      ? described(argument, event.subject)
      : argument.replace(/#\d+/, '');
  return argument.replace(/#\d+/g, '').replace(/^0x[0-9a-f]{17,}$/, '0x…');
}

function firstReference({ call }: SceneEvent): string | undefined {
  return call.args.find((argument) => referenceIn(argument) !== undefined);
}

/** A descriptor is told by what it is of, when its own name does not say it. */
function described(argument: string, subject: string): string {
  const plain = argument.replace(/#\d+/, '');
  return /^(fd|received|connection|tree|result)/.test(plain) && subject.startsWith('"') ? `fd of ${subject}` : plain;
}
