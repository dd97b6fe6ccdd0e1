/** Tells progress on stderr: a line that replaces itself on a terminal, and only what lasts elsewhere. */
export function teller(stream: NodeJS.WriteStream = process.stderr): (text: string, transient?: boolean) => void {
  let pending = false;
  return (text, transient = false) => {
    if (!stream.isTTY) {
      if (!transient) stream.write(`${text}\n`);
      return;
    }
    const line = transient ? text.slice(0, Math.max(20, (stream.columns ?? 80) - 1)) : `${text}\n`;
    stream.write(`${pending ? '\r\x1b[K' : ''}${line}`);
    pending = transient;
  };
}
