import {
  type Actor,
  abi,
  EACCES,
  type Expectation,
  O_RDONLY,
  O_WRONLY,
  OK,
  since,
  value,
} from '../../../runner/index.ts';
import type { SandboxSpec } from '../sandbox.ts';

/** The cheapest sandbox that shows: no regular file can be opened for reading. Every ABI has this right. */
export const NO_READING: SandboxSpec = { fs: ['READ_FILE'] };

/** The same for writing: a second layer that shows by itself. */
export const NO_WRITING: SandboxSpec = { fs: ['WRITE_FILE'] };

/** What a right denies that every ABI has. Without Landlock a best-effort program is not restricted. */
export const DENIED: Expectation = since(abi(1), EACCES).otherwise(OK);

const CONTENT = 'content';

/** Makes a file that {@link canRead} reads. */
export function makeFile(actor: Actor, path = 'file'): void {
  actor.writeFile(path, CONTENT);
}

/** Checks that the actor cannot open the file for reading. */
export function cannotRead(actor: Actor, path = 'file'): void {
  actor.open(path, O_RDONLY).expect(DENIED);
}

/** Checks that the actor can open the file and read it. */
export function canRead(actor: Actor, path = 'file'): void {
  const fd = actor.open(path, O_RDONLY).expect(OK);
  actor.read(fd).expect(value(CONTENT.length)).outputs(CONTENT);
}

/** Checks that the actor cannot open the file for writing. */
export function cannotWrite(actor: Actor, path = 'file'): void {
  actor.open(path, O_WRONLY).expect(DENIED);
}

/** Checks that the actor can open the file for writing. */
export function canWrite(actor: Actor, path = 'file'): void {
  actor.open(path, O_WRONLY).expect(OK);
}
