import {
  type Actor,
  type Context,
  type Expectation,
  O_RDWR,
  type Requirements,
  type Step,
} from '../../../../runner/index.ts';

/** Calls of one topic that no right of any ABI is about. */
export interface Topic {
  readonly label: string;
  readonly requirements?: Requirements;
  /** Makes and opens, before there is a sandbox, what the calls use. */
  prepare?(t: Context, actor: Actor): void;
  /** The calls, each with what it answers whether or not there is a sandbox. */
  calls(t: Context, actor: Actor): readonly (readonly [Step, Expectation])[];
}

/** Descriptors that `opened` makes, in the order of its steps. */
export const FILE = 100;
export const FOLDER = 101;

/** A file, a directory, and a descriptor of each that was there before the sandbox: 100 and 101. */
export function opened({ main }: Context, actor: Actor): void {
  main.mkdir('folder');
  main.writeFile('file', 'content');
  actor.dup3(actor.open('file', O_RDWR), FILE);
  actor.dup3(actor.open('folder'), FOLDER);
}
