/** A command that GitHub's runner found in a log. */
export interface Command {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/**
 * Reads a log as GitHub's runner does: a command in the older way, `##[name a=b;]data`, anywhere in a line, or in the newer, `::name a=b,c=d::data`, at its
 * start. All else is log.
 */
export function runnerReads(text: string): { commands: Command[]; log: string[] } {
  const commands: Command[] = [];
  const log: string[] = [];
  // A console of its own, too, takes a carriage return for the end of a line.
  for (const line of text.split(/\r\n?|\n/)) {
    const newer = /^\s*::([^ :]+)(?: (.*?))?::(.*)$/s.exec(line);
    const older = /##\[([^ \]]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
    if (newer !== null) commands.push(command(newer[1]!, newer[2], ',', newer[3]!));
    else if (older !== null) commands.push(command(older[1]!, older[2], ';', older[3]!));
    else if (line !== '') log.push(line);
  }
  return { commands, log };
}

function command(name: string, properties = '', separator: string, data: string): Command {
  const pairs = properties
    .split(separator)
    .filter(Boolean)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), unescaped(pair.slice(pair.indexOf('=') + 1))]);
  return { name, properties: Object.fromEntries(pairs), data: unescaped(data) };
}

const escapes: Record<string, string> = {
  '%0D': '\r',
  '%0A': '\n',
  '%3A': ':',
  '%2C': ',',
  '%5D': ']',
  '%3B': ';',
  '%25': '%',
};

function unescaped(text: string): string {
  return text.replaceAll(/%(0D|0A|3A|2C|5D|3B|25)/g, (code) => escapes[code]!);
}
