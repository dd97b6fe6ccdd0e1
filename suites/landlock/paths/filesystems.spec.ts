import {
  type Actor,
  feature,
  O_CREAT,
  O_DIRECTORY,
  O_RDONLY,
  O_RDWR,
  OK,
  scenario,
  smallQueue,
} from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Special filesystems (those that can be mounted are like others)';
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'filesystems'];

const filesystems: readonly { label: string; path: string }[] = [
  { label: 'proc', path: 'version' },
  { label: 'sysfs', path: 'kernel/fscaps' },
  { label: 'devtmpfs', path: 'null' },
  { label: 'devpts', path: '' },
  { label: 'cgroup2', path: 'cgroup.controllers' },
  { label: 'mqueue', path: '' },
  { label: 'securityfs', path: 'lsm' },
  { label: 'tmpfs', path: '' },
  { label: 'ramfs', path: '' },
];

/** Mounts it below `granted` and below `other`. */
function mountTwice(actor: Actor, type: string): void {
  for (const place of ['granted', 'other']) {
    actor.mkdir(place);
    actor.mkdir(`${place}/point`);
    actor.mount(type, `${place}/point`, type);
  }
}

scenario(
  'what lies on {filesystem} needs a rule like any file',
  { doc, tags, variants: { filesystem: filesystems }, programs, namespaces: ['ipc'], needs: ['root'] },
  (t) => {
    const { label, path } = t.filesystem;
    const rights: readonly FsRight[] = ['READ_FILE', 'READ_DIR'];
    mountTwice(t.main, label);
    landlock(t.main, { fs: rights, rules: [{ path: 'granted', access: rights }] });
    t.main.open('granted/point', O_RDONLY | O_DIRECTORY).expect(OK);
    t.main.open('other/point', O_RDONLY | O_DIRECTORY).expect(DENIED);
    if (path !== '') {
      t.main.open(`granted/point/${path}`).expect(OK);
      t.main.open(`other/point/${path}`).expect(DENIED);
    }
  },
);

const rules = [
  { label: 'on the root of its filesystem counts', path: 'place/point', granted: true },
  { label: 'above where its filesystem is mounted does not count', path: 'place', granted: false },
];

scenario(
  'a message queue is opened by its name, not by a path: a rule {rule}',
  {
    doc: 'ipc/mqueue.c: do_mq_open() (opens on the mount of the namespace, which has nothing above it)',
    tags,
    variants: { rule: rules },
    programs,
    namespaces: ['ipc'],
    needs: [feature('message-queues')],
  },
  (t) => {
    for (const directory of ['place', 'place/point']) t.main.mkdir(directory);
    t.main.mount('mqueue', 'place/point', 'mqueue');
    t.main.syscall('mq_open', 'queue', O_RDWR | O_CREAT, 0o600, smallQueue);
    landlock(t.main, { fs: ['READ_FILE'], rules: [{ path: t.rule.path, access: ['READ_FILE'] }] });
    t.main.syscall('mq_open', 'queue', O_RDONLY, 0, null).expect(t.rule.granted ? OK : DENIED);
    // By the path of the mount it is a file like others.
    t.main.open('place/point/queue').expect(OK);
  },
);
