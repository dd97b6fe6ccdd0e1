/** What the picture knows of Landlock: which calls build a sandbox, and what they say. */
import type { Things } from './things.ts';
import { thingInWords } from './things.ts';
import type { Call } from './words.ts';

/** LANDLOCK_RESTRICT_SELF_TSYNC: all threads of the process enter the domain. */
const TSYNC = 8;

/** What a ruleset handles, from `landlock_create_ruleset({fs=READ_FILE, scoped=SIGNAL}, 48, 0)`; undefined when the call makes none. */
export function handlesOf({ name, args }: Call): string | undefined {
  if (name !== 'landlock_create_ruleset' || args.length !== 3 || args[0] === 'NULL') return undefined;
  const [attr = ''] = args;
  return attr.startsWith('{') ? attr.slice(1, -1) : 'something';
}

/** What a rule allows, from `landlock_add_rule(ruleset#7, PATH_BENEATH, {READ_FILE beneath fd#8}, 0)`. */
export function ruleOf({ name, args }: Call, things: Things): string | undefined {
  if (name !== 'landlock_add_rule') return undefined;
  const attr = (args[2] ?? '').replace(/^\{|\}$/g, '');
  const [, rights = attr, , where] = /^(.*?)( beneath (.*))?$/.exec(attr) ?? [];
  if (where === undefined) return attr;
  const thing = things.of(where);
  return `${rights} beneath ${thing === undefined ? where : thingInWords(thing)}`;
}

/** Whether landlock_restrict_self is asked to restrict every thread of the process. */
export function isForAllThreads({ args }: Call): boolean {
  return (Number(args[1]) & TSYNC) !== 0;
}

/** Whether a step belongs to the building of a sandbox: the calls themselves, and what a program does around them. */
export function buildsSandbox({ name, args }: Call): boolean {
  return name.startsWith('landlock_') || (name === 'prctl' && args[0] === 'PR_SET_NO_NEW_PRIVS');
}
