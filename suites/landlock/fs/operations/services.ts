import {
  type Actor,
  EINVAL,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  smallQueue,
} from '../../../../runner/index.ts';
import type { FsRight } from '../../uapi.ts';
import type { Operation } from '../operation.ts';

const queue = (label: string, flags: number, ...rights: FsRight[]): Operation => ({
  label: `open a message queue ${label}`,
  // What names a queue is the file system of the namespace, whose root can be ruled where it is mounted.
  needs: rights.map((right) => ({ right, at: 'queues' })),
  prepare(main) {
    main.mkdir('queues');
    main.mount('mqueue', 'queues', 'mqueue');
    main.syscall('mq_open', 'queue', O_RDWR | O_CREAT, 0o600, smallQueue);
  },
  perform: (actor) => actor.syscall('mq_open', 'queue', flags, 0, null),
});

/** Opening message queues. Neither making one nor removing it asks for a right. */
export const queues: readonly Operation[] = [
  queue('for reading', O_RDONLY, 'READ_FILE'),
  queue('for writing', O_WRONLY, 'WRITE_FILE'),
  queue('for both', O_RDWR, 'READ_FILE', 'WRITE_FILE'),
  {
    ...queue('that is made', O_RDWR, 'READ_FILE', 'WRITE_FILE'),
    perform: (actor) => actor.syscall('mq_open', `made-${actor.name}`, O_RDWR | O_CREAT | O_EXCL, 0o600, smallQueue),
  },
  {
    ...queue('to remove it', O_RDWR),
    label: 'remove a message queue',
    perform: (actor) => actor.syscall('mq_unlink', 'queue'),
  },
];

const file = (main: Actor) => main.writeFile('file', 'content');

/** Calls that open a file for the kernel's own use. */
export const accounting: readonly Operation[] = [
  {
    label: 'start process accounting',
    // Of newer kernels only a rule on the file itself counts: they open it on a private mount.
    needs: [{ right: 'WRITE_FILE', at: 'file' }],
    files: ['file'],
    prepare: file,
    perform: (actor) => actor.syscall('acct', 'file'),
    effects(main) {
      main.syscall('acct', null);
      return [];
    },
  },
];

/** The files are no swap: that is found when they are open. */
export const swapping: readonly Operation[] = (['swapon', 'swapoff'] as const).map((call) => ({
  label: call,
  needs: [{ right: 'READ_FILE' }, { right: 'WRITE_FILE' }],
  answer: () => EINVAL,
  prepare: file,
  perform: (actor) => (call === 'swapon' ? actor.syscall('swapon', 'file', 0) : actor.syscall('swapoff', 'file')),
}));
