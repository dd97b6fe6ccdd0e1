/**
 * The end of a console log, for an error message: control characters escaped, lines indented by two spaces.
 *
 * @param text the log
 * @param lines how many lines at most
 */
export function excerpt(text: string, lines = 20): string {
  const all = text.replaceAll('\r', '').trimEnd().split('\n');
  return all
    .slice(-lines)
    .map(
      (line) =>
        `  ${line.replace(/[^\t\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}`,
    )
    .join('\n');
}
