import { O_RDONLY, O_RDWR, O_WRONLY, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { type LayerSpec, openAnswer, sandboxOf } from './layers.ts';
import { makeFile } from './reading.ts';

const R: readonly FsRight[] = ['READ_FILE'];
const W: readonly FsRight[] = ['WRITE_FILE'];
const RW: readonly FsRight[] = ['READ_FILE', 'WRITE_FILE'];

const stacks: readonly { label: string; layers: readonly LayerSpec[] }[] = [
  { label: 'one layer without a rule', layers: [{ handles: RW }] },
  { label: 'one layer that handles one of two rights', layers: [{ handles: R }] },
  { label: 'one layer with a rule on a directory', layers: [{ handles: RW, rules: { a: RW } }] },
  { label: 'one layer with a rule on a file', layers: [{ handles: RW, rules: { 'a/one': RW } }] },
  {
    label: 'one layer with rules on directory and file that unite',
    layers: [{ handles: RW, rules: { a: R, 'a/one': W } }],
  },
  { label: 'one layer with rules on both parents that unite', layers: [{ handles: RW, rules: { '.': R, a: W } }] },
  {
    label: 'one layer, an inner rule takes nothing from an outer one',
    layers: [{ handles: RW, rules: { '.': RW, a: R } }],
  },
  {
    label: 'two layers that grant different rights',
    layers: [
      { handles: RW, rules: { a: R } },
      { handles: RW, rules: { a: W } },
    ],
  },
  {
    label: 'two layers that grant different directories',
    layers: [
      { handles: R, rules: { a: R } },
      { handles: R, rules: { b: R } },
    ],
  },
  {
    label: 'a nested layer that grants more',
    layers: [
      { handles: RW, rules: { a: R } },
      { handles: RW, rules: { '.': RW } },
    ],
  },
  {
    label: 'a nested layer that grants less',
    layers: [
      { handles: RW, rules: { '.': RW } },
      { handles: RW, rules: { a: R } },
    ],
  },
  {
    label: 'a nested layer that handles less',
    layers: [
      { handles: RW, rules: { a: RW } },
      { handles: R, rules: { '.': R } },
    ],
  },
  {
    label: 'a nested layer that handles more',
    layers: [
      { handles: R, rules: { '.': R } },
      { handles: RW, rules: { a: RW } },
    ],
  },
  {
    label: 'layers that handle different rights',
    layers: [
      { handles: R, rules: { a: R } },
      { handles: W, rules: { b: W } },
    ],
  },
  { label: 'a nested layer with nothing granted', layers: [{ handles: RW, rules: { '.': RW } }, { handles: RW }] },
  {
    label: 'the same layer twice',
    layers: [
      { handles: RW, rules: { a: R } },
      { handles: RW, rules: { a: R } },
    ],
  },
  {
    label: 'three layers, each with a rule on another level',
    layers: [
      { handles: RW, rules: { '.': RW } },
      { handles: RW, rules: { a: RW } },
      { handles: RW, rules: { 'a/one': RW } },
    ],
  },
  {
    label: 'three layers, the middle one denies a right',
    layers: [
      { handles: RW, rules: { a: RW } },
      { handles: RW, rules: { a: R } },
      { handles: RW, rules: { a: RW } },
    ],
  },
  {
    label: 'three layers, the middle one handles one right only',
    layers: [
      { handles: RW, rules: { a: RW } },
      { handles: W, rules: { b: W } },
      { handles: RW, rules: { '.': RW } },
    ],
  },
];

const files = ['a/one', 'a/two', 'b/one'];
const modes = [
  { flags: O_RDONLY, rights: R },
  { flags: O_WRONLY, rights: W },
  { flags: O_RDWR, rights: RW },
];

scenario(
  'rights unite over the rules of a layer and intersect over layers: {stack}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Layers of file path access rights',
    tags: ['domain', 'layers'],
    variants: { stack: stacks },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.main.mkdir('a');
    t.main.mkdir('b');
    for (const path of files) makeFile(t.main, path);
    const sandboxed = t.main.process('sandboxed');
    for (const layer of t.stack.layers) landlock(sandboxed, sandboxOf(layer));
    for (const path of files) {
      for (const { flags, rights } of modes) {
        sandboxed.open(path, flags).expect(openAnswer(t.stack.layers, path, rights));
      }
    }
  },
);
