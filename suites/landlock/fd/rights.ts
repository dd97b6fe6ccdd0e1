import {
  type Actor,
  abi,
  type Context,
  EACCES,
  type Expectation,
  O_RDONLY,
  O_RDWR,
  OK,
  RNDGETENTCNT,
  type Step,
  since,
  type Value,
} from '../../../runner/index.ts';
import type { SandboxSpec } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

/** A right that the kernel records in the open file description, and an operation that shows whether a description has it. */
export interface RecordedRight {
  readonly label: string;
  readonly name: FsRight;
  /** Handles the right and the opening of files, and grants only the latter. */
  readonly missing: SandboxSpec;
  /** The same, with the right granted. */
  readonly granted: SandboxSpec;
  /** The file or device that `open` opens. */
  readonly path: string;
  readonly flags: number;
  /** Makes what `open` opens. */
  prepare(t: Context): void;
  open(actor: Actor): Step;
  /** Does what needs the right. */
  use(actor: Actor, fd: Value): Step;
  /** What `use` answers on a description that lacks the right. */
  readonly denied: Expectation;
}

const truncate: RecordedRight = {
  label: 'ftruncate',
  name: 'TRUNCATE',
  missing: {
    fs: ['READ_FILE', 'WRITE_FILE', 'TRUNCATE'],
    rules: [{ path: '.', access: ['READ_FILE', 'WRITE_FILE'] }],
  },
  granted: {
    fs: ['READ_FILE', 'WRITE_FILE', 'TRUNCATE'],
    rules: [{ path: '.', access: ['READ_FILE', 'WRITE_FILE', 'TRUNCATE'] }],
  },
  path: 'file',
  flags: O_RDWR,
  prepare: (t) => t.main.writeFile('file', 'content'),
  open: (actor) => actor.open('file', O_RDWR),
  use: (actor, fd) => actor.ftruncate(fd, 3),
  denied: since(abi(3), EACCES).otherwise(OK),
};

// The random device answers this request to everybody (drivers/char/random.c, random_ioctl()).
const ioctl: RecordedRight = {
  label: 'device ioctl',
  name: 'IOCTL_DEV',
  missing: {
    fs: ['READ_FILE', 'WRITE_FILE', 'IOCTL_DEV'],
    rules: [{ path: '/dev', access: ['READ_FILE', 'WRITE_FILE'] }],
  },
  granted: {
    fs: ['READ_FILE', 'WRITE_FILE', 'IOCTL_DEV'],
    rules: [{ path: '/dev', access: ['READ_FILE', 'WRITE_FILE', 'IOCTL_DEV'] }],
  },
  path: '/dev/random',
  flags: O_RDONLY,
  prepare: () => {},
  open: (actor) => actor.open('/dev/random', O_RDONLY),
  use: (actor, fd) => actor.ioctl(fd, RNDGETENTCNT, actor.context.buffer(4)),
  denied: since(abi(5), EACCES).otherwise(OK),
};

/** TRUNCATE and IOCTL_DEV: the rights that are looked up at open and used later (security/landlock/fs.c, hook_file_open()). */
export const recordedRights: readonly RecordedRight[] = [truncate, ioctl];

/** What using a description answers, by whether its opener lacked the right. */
export function answer(right: RecordedRight, lacking: boolean): Expectation {
  return lacking ? right.denied : OK;
}
