import { abi, EACCES, O_RDWR, OK, RNDGETENTCNT, scenario, since } from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { answer, type RecordedRight, recordedRights } from './rights.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Rights associated with file descriptors';

type Kind = 'granting' | 'withholding' | 'irrelevant';
const specOf = (right: RecordedRight, kind: Kind): SandboxSpec =>
  kind === 'irrelevant' ? { fs: ['MAKE_BLOCK'] } : kind === 'granting' ? right.granted : right.missing;
const stack = (...kinds: Kind[]) => ({ label: kinds.join(', '), kinds });

scenario(
  'descriptors opened between layers answer {right} by the layers above each: {layers}',
  {
    doc,
    tags: ['fd', 'layers'],
    variants: {
      right: recordedRights,
      layers: [
        stack('withholding'),
        stack('granting', 'withholding'),
        stack('withholding', 'granting'),
        stack('irrelevant', 'withholding', 'irrelevant'),
        stack('granting', 'granting', 'withholding'),
        stack('granting', 'withholding', 'granting'),
        stack('withholding', 'withholding'),
      ],
    },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.right.prepare(t);
    const actor = t.main.process('sandboxed');
    const opened = [t.right.open(actor)];
    for (const kind of t.layers.kinds) {
      landlock(actor, specOf(t.right, kind));
      opened.push(t.right.open(actor));
    }
    for (const [depth, fd] of opened.entries()) {
      const lacking = t.layers.kinds.slice(0, depth).includes('withholding');
      t.right.use(actor, fd).expect(answer(t.right, lacking));
    }
  },
);

scenario(
  'a description has {right} when a rule grants it, {rule}',
  {
    doc,
    tags: ['fd', 'rules'],
    variants: {
      right: recordedRights,
      rule: [
        { label: 'on the file itself', grants: true, path: (right: RecordedRight) => right.path },
        { label: 'on the root directory', grants: true, path: () => '/' },
        { label: 'on another file', grants: false, path: () => 'other' },
      ],
    },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.right.prepare(t);
    t.main.writeFile('other');
    const actor = t.main.process('sandboxed');
    const rules = [...t.right.missing.rules!, { path: t.rule.path(t.right), access: [t.right.name] }];
    landlock(actor, { ...t.right.missing, rules });
    t.right.use(actor, t.right.open(actor)).expect(answer(t.right, !t.rule.grants));
  },
);

scenario(
  'TRUNCATE and IOCTL_DEV are recorded separately, granted {granted}',
  {
    doc,
    tags: ['fd'],
    variants: {
      granted: [
        { label: 'TRUNCATE', rights: ['TRUNCATE'] as FsRight[] },
        { label: 'IOCTL_DEV', rights: ['IOCTL_DEV'] as FsRight[] },
        { label: 'neither', rights: [] as FsRight[] },
      ],
    },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['TRUNCATE', 'IOCTL_DEV'], rules: [{ path: '/', access: t.granted.rights }] });
    actor
      .ftruncate(actor.open('file', O_RDWR), 3)
      .expect(t.granted.rights.includes('TRUNCATE') ? OK : since(abi(3), EACCES).otherwise(OK));
    actor
      .ioctl(actor.open('/dev/random', O_RDWR), RNDGETENTCNT, t.buffer(4))
      .expect(t.granted.rights.includes('IOCTL_DEV') ? OK : since(abi(5), EACCES).otherwise(OK));
  },
);
