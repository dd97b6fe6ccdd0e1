import type { Actor } from '../../../runner/index.ts';

/** What scenarios of OverlayFS need. */
export const NEEDS = ['module:overlay'] as const;

/** Where Landlock says how it treats OverlayFS. */
export const DOC =
  'Documentation/userspace-api/landlock.rst: Bind mounts and OverlayFS; tools/testing/selftests/landlock/fs_test.c: layout2_overlay';

/** Creates files: text is the content, null a directory. */
function populate(actor: Actor, entries: readonly string[]): void {
  for (const entry of entries) {
    if (entry.endsWith('/')) actor.mkdir(entry.slice(0, -1));
    else actor.writeFile(entry, 'content');
  }
}

/**
 * Mounts `layers/lower` and `layers/upper` merged on `merged/point`. `lo` lies in the lower layer, `up` in the upper, `both` in
 * both, and the same below the directories `dir` (in both) and `lowdir` (in the lower).
 */
export function mountOverlay(actor: Actor): void {
  populate(actor, ['layers/', 'layers/lower/', 'layers/upper/', 'layers/work/', 'merged/', 'merged/point/', 'beside/']);
  populate(actor, [
    'layers/lower/lo',
    'layers/lower/both',
    'layers/lower/dir/',
    'layers/lower/dir/lo',
    'layers/lower/lowdir/',
    'layers/lower/lowdir/lo',
  ]);
  populate(actor, [
    'layers/upper/up',
    'layers/upper/both',
    'layers/upper/dir/',
    'layers/upper/dir/up',
    'layers/upper/updir/',
  ]);
  actor.mount(
    'overlay',
    'merged/point',
    'overlay',
    0,
    'lowerdir=layers/lower,upperdir=layers/upper,workdir=layers/work',
  );
}
