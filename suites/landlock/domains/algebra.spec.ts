import { O_RDONLY, O_RDWR, O_WRONLY, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { type LayerSpec, openAnswer, sandboxOf } from './layers.ts';
import { makeFile } from './reading.ts';

const R: readonly FsRight[] = ['READ_FILE'];
const W: readonly FsRight[] = ['WRITE_FILE'];
const RW: readonly FsRight[] = [...R, ...W];

/** What a rule may allow; nothing stands for no rule. */
const grants: readonly { label: string; access: readonly FsRight[] }[] = [
  { label: 'nothing', access: [] },
  { label: 'reading', access: R },
  { label: 'writing', access: W },
  { label: 'both', access: RW },
];
const modes = [
  { flags: O_RDONLY, rights: R },
  { flags: O_WRONLY, rights: W },
  { flags: O_RDWR, rights: RW },
];
const files = ['a/one', 'a/two', 'b'];

/** A layer on top: handles the second right only, and is granted it where the first layer often is not. */
const upper: LayerSpec = { handles: W, rules: { 'a/one': W, b: W } };

scenario(
  'with {outer} allowed for a directory and {inner} for one in it, whatever is for a file, rights unite, and a second layer intersects them',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Layers of file path access rights',
    tags: ['domain', 'layers'],
    variants: { outer: grants, inner: grants },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.main.mkdir('a');
    for (const path of files) makeFile(t.main, path);
    for (const [index, { access }] of grants.entries()) {
      const layer: LayerSpec = { handles: RW, rules: { '.': t.outer.access, a: t.inner.access, 'a/one': access } };
      const sandboxed = t.main.process(`sandboxed-${index}`);
      for (const [layers, added] of [
        [[layer], layer],
        [[layer, upper], upper],
      ] as const) {
        landlock(sandboxed, sandboxOf(added));
        for (const path of files) {
          for (const { flags, rights } of modes) sandboxed.open(path, flags).expect(openAnswer(layers, path, rights));
        }
      }
    }
  },
);
