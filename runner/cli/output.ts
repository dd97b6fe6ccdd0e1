/** Where a command writes; tests put strings there. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** The streams of this process. */
export const standardOutput: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
