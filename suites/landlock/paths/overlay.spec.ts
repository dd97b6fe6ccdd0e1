import { type Actor, MS_BIND, O_PATH, O_RDWR, O_TRUNC, O_WRONLY, OK, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { DOC, mountOverlay, NEEDS } from './overlay.ts';
import { readingBelow, readingBelowFd, tries } from './reading.ts';

const doc = DOC;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'overlay'];
const needs = NEEDS;

const LOWER = ['layers/lower/lo', 'layers/lower/both', 'layers/lower/dir/lo'];
const UPPER = ['layers/upper/up', 'layers/upper/both', 'layers/upper/dir/up'];
const MERGED = ['lo', 'up', 'both', 'dir/lo', 'dir/up'].map((name) => `merged/point/${name}`);
const ALL = [...LOWER, ...UPPER, ...MERGED];

const places: readonly { label: string; rule: string; granted: readonly string[] }[] = [
  { label: 'the lower layer', rule: 'layers/lower', granted: LOWER },
  { label: 'the upper layer', rule: 'layers/upper', granted: UPPER },
  { label: 'the work directory', rule: 'layers/work', granted: [] },
  { label: 'the directory above the layers', rule: 'layers', granted: [...LOWER, ...UPPER] },
  { label: 'the merged tree', rule: 'merged/point', granted: MERGED },
  { label: 'the directory above the merged tree', rule: 'merged', granted: MERGED },
  { label: 'a merged directory', rule: 'merged/point/dir', granted: ['merged/point/dir/lo', 'merged/point/dir/up'] },
  { label: 'the directory in the lower layer', rule: 'layers/lower/dir', granted: ['layers/lower/dir/lo'] },
  { label: 'the directory in the upper layer', rule: 'layers/upper/dir', granted: ['layers/upper/dir/up'] },
  { label: 'a merged file of the lower layer', rule: 'merged/point/lo', granted: ['merged/point/lo'] },
  { label: 'a merged file of the upper layer', rule: 'merged/point/up', granted: ['merged/point/up'] },
  { label: 'a file in the lower layer', rule: 'layers/lower/lo', granted: ['layers/lower/lo'] },
  { label: 'a file in the upper layer', rule: 'layers/upper/up', granted: ['layers/upper/up'] },
  { label: 'everything', rule: '.', granted: ALL },
];

scenario(
  'of an OverlayFS, a rule for {place} counts there only',
  { doc, tags, variants: { place: places }, programs, needs },
  (t) => {
    mountOverlay(t.main);
    landlock(t.main, readingBelow(t.place.rule));
    tries(
      t.main,
      t.place.granted,
      ALL.filter((path) => !t.place.granted.includes(path)),
    );
  },
);

scenario(
  'of an OverlayFS, a rule for the covered directory counts for nothing',
  { doc, tags, programs, needs },
  (t) => {
    t.main.mkdir('covering');
    const covered = t.main.open('covering', O_PATH);
    mountOverlay(t.main);
    t.main.mount('merged/point', 'covering', null, MS_BIND);
    landlock(t.main, readingBelowFd(covered));
    tries(t.main, [], ['covering/lo', ...ALL]);
  },
);

scenario(
  'of an OverlayFS, a rule for a merged directory counts where that is mounted again',
  { doc, tags, programs, needs },
  (t) => {
    mountOverlay(t.main);
    t.main.mount('merged/point/dir', 'beside', null, MS_BIND);
    landlock(t.main, readingBelow('merged/point/dir'));
    tries(t.main, ['beside/lo', 'beside/up'], ['merged/point/lo', 'layers/lower/dir/lo']);
  },
);

scenario('a rule for a merged file is kept when it is copied up', { doc, tags, programs, needs }, (t) => {
  mountOverlay(t.main);
  const [sandboxed, layers] = ['sandboxed', 'layers'].map((name) => t.main.process(name)) as [Actor, Actor];
  landlock(sandboxed, readingBelow('merged/point/lo'));
  landlock(layers, readingBelow('layers/lower/lo'));
  t.main.open('merged/point/lo', O_WRONLY | O_TRUNC);
  tries(sandboxed, ['merged/point/lo'], ['layers/lower/lo', 'layers/upper/lo']);
  tries(layers, ['layers/lower/lo'], ['merged/point/lo', 'layers/upper/lo']);
});

scenario(
  'a sandbox in which an OverlayFS is made visible counts the merged tree',
  { doc, tags, programs, needs },
  (t) => {
    for (const directory of ['layers', 'layers/lower', 'layers/upper', 'layers/work', 'merged'])
      t.main.mkdir(directory);
    t.main.writeFile('layers/lower/file');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, readingBelow('layers'));
    t.main.mount('overlay', 'merged', 'overlay', 0, 'lowerdir=layers/lower,upperdir=layers/upper,workdir=layers/work');
    tries(sandboxed, ['layers/lower/file'], ['merged/file']);
    t.main.open('merged/file', O_RDWR).expect(OK);
    tries(sandboxed, ['layers/upper/file'], ['merged/file']);
  },
);
