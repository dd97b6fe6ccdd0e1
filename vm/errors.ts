/** Optional parts of an error: what to do next, and what caused it. */
export interface ErrorParts {
  /** One sentence telling the user what to do about it. */
  hint?: string | undefined;
  /** The underlying error, kept for `--verbose` output. */
  cause?: unknown;
}

/**
 * Something the user asked for cannot be done as asked: a wrong name, a file that is no kernel, a spec that does not load.
 * `message` says what failed and why, `hint` what to do.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Exit status of a command that ends with this error. */
  readonly exitStatus = 2;
  readonly hint: string | undefined;

  constructor(message: string, { hint, cause }: ErrorParts = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}

/**
 * The machinery failed, not the user and not the kernel under test: a mirror is down, a disk is full, QEMU is missing.
 * It is never a verdict about a kernel.
 */
export class InfrastructureError extends Error {
  override readonly name = 'InfrastructureError';
  /** Exit status of a command that ends with this error (EX_UNAVAILABLE of sysexits.h). */
  readonly exitStatus = 69;
  readonly hint: string | undefined;

  constructor(message: string, { hint, cause }: ErrorParts = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}
