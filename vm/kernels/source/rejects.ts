/** Why a patch does not apply, from what git says of it. */

/** Lines of a hunk that are worth showing. */
const MOST = 10;

/** What `git apply --reject --verbose` said of one file. */
interface FileSaid {
  /** Errors in git's words, and hunks that were not found: where they should be, and the text that was looked for. */
  errors: (string | { where: string; text: string[] })[];
  /** Numbers of all its hunks that failed, and how many hunks there are. */
  rejected: string[];
  hunks: number;
}

/**
 * Tell which hunks of a patch fail, where they belong, and what git looked for there.
 *
 * @param said what `git apply --reject --verbose` printed on the error stream, in the C locale; without --reject it stops at the first hunk of each file
 * @returns lines, in the order of the patch
 */
export function rejectsInWords(said: string): string {
  const files: FileSaid[] = [];
  const byName = new Map<string, FileSaid>();
  let file: FileSaid = { errors: [], rejected: [], hunks: 0 };
  let text: string[] | undefined;
  for (const line of said.split('\n')) {
    const [, name] =
      /^(?:Checking|Applying) patch (.*?)(?:\.\.\.| with \d+ rejects?\.\.\.| cleanly\.)$/.exec(line) ?? [];
    const [, where] = /^error: patch failed: (.*:\d+)$/.exec(line) ?? [];
    const [, verb, hunk] = /^(Rejected hunk|Hunk) #(\d+)\b/.exec(line) ?? [];
    if (where !== undefined) {
      file.errors.push({ where, text: text ?? [] });
      text = undefined;
    } else if (text !== undefined) text.push(line);
    else if (line === 'error: while searching for:') text = [];
    else if (name !== undefined) {
      file = byName.get(name) ?? { errors: [], rejected: [], hunks: 0 };
      if (!byName.has(name)) files.push(file);
      byName.set(name, file);
    } else if (hunk !== undefined) {
      file.hunks++;
      if (verb !== 'Hunk') file.rejected.push(hunk);
    } else if (line.startsWith('error: ')) {
      if (files.length === 0) files.push(file);
      file.errors.push(line.slice('error: '.length));
    }
  }
  return files.flatMap(inWords).join('\n');
}

function inWords({ errors, rejected, hunks }: FileSaid): string[] {
  let failed = 0;
  return errors.flatMap((error) => {
    if (typeof error === 'string') return [error];
    const number = rejected[failed++];
    const which = number === undefined ? 'a hunk' : `hunk ${number} of ${hunks}`;
    const text = error.text.join('\n').trimEnd().split('\n');
    const shown = text.length > MOST ? [...text.slice(0, MOST), '…'] : text;
    return [
      `${error.where}: ${which} fails, these lines are not there:`,
      ...shown.map((line) => `    ${line}`.trimEnd()),
    ];
  });
}
