/** How long a log that nobody watches stays silent. */
const SILENCE_MS = 30_000;

/** Tells progress on stderr: a line that replaces itself on a terminal; elsewhere what lasts, and of what does not, a line now and then. */
export function teller(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
  now: () => number = Date.now,
): (text: string, transient?: boolean) => void {
  let pending = false;
  let last = now();
  return (text, transient = false) => {
    if (!stream.isTTY) {
      if (transient && now() - last < SILENCE_MS) return;
      last = now();
      stream.write(`${text}\n`);
      return;
    }
    const line = transient ? text.slice(0, Math.max(20, (stream.columns ?? 80) - 1)) : `${text}\n`;
    stream.write(`${pending ? '\r\x1b[K' : ''}${line}`);
    pending = transient;
  };
}
