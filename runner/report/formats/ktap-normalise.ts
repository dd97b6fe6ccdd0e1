/** From KTAP to TAP 14, for readers of TAP that do not know how KTAP nests. */

/**
 * KTAP nests by two spaces, names a nested test inside of it and starts every level with a version line; TAP 14 nests by four, names it before, and has one
 * version line.
 */
export function normaliseKtap(text: string): string {
  const lines = text.split('\n').map((line) => {
    const [, spaces = '', rest = ''] = /^( *)(.*)$/.exec(line) ?? [];
    return { depth: Math.floor(spaces.length / 2), rest };
  });
  const result = ['TAP version 14'];
  for (const [index, { depth, rest }] of lines.entries()) {
    if (!rest.startsWith('KTAP version')) {
      if (!(rest.startsWith('# Subtest:') && lines[index - 1]?.rest.startsWith('KTAP version')))
        result.push('    '.repeat(depth) + rest);
    } else if (depth > 0) {
      const next = lines[index + 1]?.rest;
      result.push(`${'    '.repeat(depth - 1)}${next?.startsWith('# Subtest:') ? next : '# Subtest'}`);
    }
  }
  return result.join('\n');
}
