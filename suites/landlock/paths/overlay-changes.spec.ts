import {
  type Actor,
  abi,
  EACCES,
  EXDEV,
  type Expectation,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  OK,
  RENAME_EXCHANGE,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { DOC, mountOverlay, NEEDS } from './overlay.ts';

// What OverlayFS does to its layers on behalf of a sandbox (copies, whiteouts, opaque directories) is done with the credentials
// of who mounted it: only what the sandbox does to the merged tree is judged.
const doc = `${DOC}; fs/overlayfs/: ovl_override_creds()`;
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'overlay'];
const needs = NEEDS;

/** Everything that the layers below would need, were they judged. */
const HANDLED: readonly FsRight[] = [
  'READ_FILE',
  'WRITE_FILE',
  'READ_DIR',
  'REMOVE_DIR',
  'REMOVE_FILE',
  'MAKE_CHAR',
  'MAKE_DIR',
  'MAKE_REG',
  'MAKE_SYM',
];

const changes: readonly {
  label: string;
  rights: readonly FsRight[];
  make: (actor: Actor) => Step;
}[] = [
  {
    label: 'writing to a file of the lower layer, which is copied',
    rights: ['WRITE_FILE'],
    make: (actor) => actor.open('merged/point/lo', O_WRONLY),
  },
  {
    label: 'replacing the content of a file of the lower layer',
    rights: ['WRITE_FILE'],
    make: (actor) => actor.open('merged/point/lowdir/lo', O_WRONLY | O_TRUNC),
  },
  {
    label: 'removing a file of the lower layer, which leaves a whiteout',
    rights: ['REMOVE_FILE'],
    make: (actor) => actor.unlink('merged/point/lo'),
  },
  {
    label: 'removing a file of both layers',
    rights: ['REMOVE_FILE'],
    make: (actor) => actor.unlink('merged/point/both'),
  },
  {
    label: 'making a file',
    rights: ['MAKE_REG', 'READ_FILE', 'WRITE_FILE'],
    make: (actor) => actor.open('merged/point/new', O_RDWR | O_CREAT | O_EXCL),
  },
  {
    label: 'making a file in a directory of the lower layer, which is copied',
    rights: ['MAKE_REG', 'READ_FILE', 'WRITE_FILE'],
    make: (actor) => actor.open('merged/point/lowdir/new', O_RDWR | O_CREAT | O_EXCL),
  },
  {
    label: 'renaming a file of the lower layer within its directory',
    rights: ['REMOVE_FILE', 'MAKE_REG'],
    make: (actor) => actor.rename('merged/point/lo', 'merged/point/renamed'),
  },
  {
    label: 'exchanging files of both layers',
    rights: ['REMOVE_FILE', 'MAKE_REG'],
    make: (actor) => actor.renameat2('merged/point/lo', 'merged/point/up', RENAME_EXCHANGE),
  },
  {
    label: 'linking a file of the lower layer, which is copied',
    rights: ['MAKE_REG'],
    make: (actor) => actor.link('merged/point/lo', 'merged/point/link'),
  },
  {
    label: 'listing a merged directory',
    rights: ['READ_DIR'],
    make: (actor) => actor.open('merged/point/dir', O_RDONLY),
  },
  {
    label: 'making a directory',
    rights: ['MAKE_DIR'],
    make: (actor) => actor.mkdir('merged/point/new'),
  },
  {
    label: 'removing a directory of the upper layer',
    rights: ['REMOVE_DIR'],
    make: (actor) => actor.rmdir('merged/point/updir'),
  },
];

const rules = [
  { label: 'with the rights on the merged tree', path: 'merged' },
  { label: 'with the rights on the layers', path: 'layers' },
];

scenario(
  'on an OverlayFS, {change} takes the rights of that alone, {rule}',
  { doc, tags, variants: { change: changes, rule: rules }, programs, needs },
  (t) => {
    mountOverlay(t.main);
    landlock(t.main, { fs: HANDLED, rules: [{ path: t.rule.path, access: t.change.rights }] });
    const answer: Expectation = t.rule.path === 'merged' ? OK : since(abi(1), EACCES).otherwise(OK);
    t.change.make(t.main).expect(answer);
  },
);

scenario(
  'on an OverlayFS, a directory of the lower layer is removed and made again, opaque',
  { doc, tags, programs, needs },
  (t) => {
    mountOverlay(t.main);
    const access: readonly FsRight[] = ['REMOVE_FILE', 'REMOVE_DIR', 'MAKE_DIR', 'READ_DIR'];
    landlock(t.main, { fs: HANDLED, rules: [{ path: 'merged', access }] });
    t.main.unlink('merged/point/lowdir/lo').expect(OK);
    t.main.rmdir('merged/point/lowdir').expect(OK);
    t.main.mkdir('merged/point/lowdir').expect(OK);
    t.main.open('merged/point/lowdir', O_RDONLY).expect(OK);
    t.main.open('merged/point/lowdir/new', O_RDWR | O_CREAT).expect(since(abi(1), EACCES).otherwise(OK));
  },
);

scenario(
  'on an OverlayFS, REFER is looked for in the merged tree, {rule}',
  { doc, tags, variants: { rule: rules }, programs, needs },
  (t) => {
    const access: readonly FsRight[] = ['REFER', 'REMOVE_FILE', 'MAKE_REG'];
    mountOverlay(t.main);
    landlock(t.main, { fs: access, rules: [{ path: t.rule.path, access }] });
    const [granted, refused]: [Expectation, Expectation] = [
      since(abi(2), OK).since(abi(1), EXDEV).otherwise(OK),
      since(abi(2), EACCES).since(abi(1), EXDEV).otherwise(OK),
    ];
    t.main.rename('merged/point/lo', 'merged/point/dir/moved').expect(t.rule.path === 'merged' ? granted : refused);
    t.main.rename('merged/point/dir/up', 'merged/point/moved').expect(t.rule.path === 'merged' ? granted : refused);
  },
);
