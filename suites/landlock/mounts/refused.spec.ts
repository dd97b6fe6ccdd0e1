import { masksOfAbi } from '../../../runner/facts/hypothetical.ts';
import {
  AT_FDCWD,
  abi,
  ENOENT,
  feature,
  MOVE_MOUNT_BENEATH,
  MOVE_MOUNT_F_EMPTY_PATH,
  MOVE_MOUNT_SET_GROUP,
  MS_BIND,
  MS_SHARED,
  OK,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { fsRightsOf } from '../uapi.ts';
import { makeMounts, newTree, REFUSED, topologyCalls } from './calls.ts';

const doc =
  'Documentation/userspace-api/landlock.rst: Filesystem topology modification; security/landlock/fs.c: hook_sb_mount() (and the hooks after it)';
const programs = ['strict', 'best-effort'] as const;
const tags = ['mounts'];

/** Everything is granted everywhere: no rule permits what is no right. */
const rights = fsRightsOf(masksOfAbi(1).fs);
const EVERYTHING: SandboxSpec = { fs: rights, rules: [{ path: '/', access: rights }] };

scenario(
  '{call} is refused, whatever the rules grant',
  { doc, tags, variants: { call: topologyCalls }, programs },
  (t) => {
    (t.call.prepare ?? makeMounts)(t.main);
    landlock(t.main, EVERYTHING);
    t.call.make(t.main).expect(REFUSED);
  },
);

scenario(
  'joining the peer group of another mount is refused',
  { doc, tags, programs, needs: [feature('move-mount-set-group')] },
  (t) => {
    makeMounts(t.main);
    t.main.mount('mounted', 'target', null, MS_BIND);
    t.main.mount(null, 'mounted', null, MS_SHARED);
    landlock(t.main, EVERYTHING);
    t.main.moveMount(AT_FDCWD, 'mounted', AT_FDCWD, 'target', MOVE_MOUNT_SET_GROUP).expect(REFUSED);
  },
);

scenario(
  'attaching a filesystem beneath a mount is refused',
  { doc, tags, programs, needs: [feature('move-mount-beneath')] },
  (t) => {
    makeMounts(t.main);
    landlock(t.main, EVERYTHING);
    t.main
      .moveMount(newTree(t.main), '', AT_FDCWD, 'mounted', MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_BENEATH)
      .expect(REFUSED);
  },
);

scenario('what is refused changes nothing', { doc, tags, programs }, (t) => {
  makeMounts(t.main);
  t.main.writeFile('mounted/file', 'content');
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, EVERYTHING);
  sandboxed.umount2('mounted').expect(REFUSED);
  sandboxed.mount('tmpfs', 'target', 'tmpfs').expect(REFUSED);
  // Nothing is to see where the sandbox was refused; unrestricted, the file is gone with its filesystem.
  t.main
    .open('mounted/file')
    .expect(since(abi(1), OK).otherwise(ENOENT))
    .control(ENOENT);
});
