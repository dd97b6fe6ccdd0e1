/** How paths are told. */

/** Relative where the file is below the current directory, else as it is. */
export function fromHere(path: string): string {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
