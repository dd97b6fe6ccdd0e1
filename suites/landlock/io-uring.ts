import {
  type Actor,
  array,
  EBADF,
  type Expectation,
  evaluate,
  F_GETFD,
  iovec,
  MAP_SHARED,
  type Memory,
  named,
  PROT_READ,
  PROT_WRITE,
  pointer,
  SEEK_CUR,
  SEEK_SET,
  type Step,
  s32,
  struct,
  u8,
  u16,
  u32,
  u64,
  type Value,
  value,
} from '../../runner/index.ts';
import { denialAs } from './answers.ts';

// io_uring without a library (include/uapi/linux/io_uring.h). A plan cannot store to an address that the kernel chose, nor add to one, so a memfd helps: preadv() from it
// fills the rings, pwritev() to it reads them, and lseek() on it adds.

export const IORING_OP_SENDMSG = 9;
export const IORING_OP_CONNECT = 16;
export const IORING_OP_OPENAT = 18;
export const IORING_OP_READ = 22;
export const IORING_OP_OPENAT2 = 28;
export const IORING_OP_URING_CMD = 46;
export const IOSQE_FIXED_FILE = 1;
const IORING_SETUP_SQPOLL = 2;
const IORING_ENTER_GETEVENTS = 1;
const IORING_ENTER_SQ_WAKEUP = 2;
const IORING_REGISTER_FILES = 2;
const IORING_REGISTER_PERSONALITY = 9;
const IORING_OFF_SQES = 0x10000000;

const ENTRIES = 4;
const PAGE = 4096;
const CQE_SIZE = 16;
const CQE_RESULT = 8;

const params = struct('io_uring_params', {
  sqEntries: u32,
  cqEntries: u32,
  flags: u32,
  threadCpu: u32,
  threadIdle: u32,
});
/** Bytes of the whole structure, and where the kernel tells the offsets of the submission queue's tail and of the completions. */
const PARAMS_SIZE = 120;
const [SQ_TAIL, CQ_ENTRIES] = [44, 100];
const sqe = struct('io_uring_sqe', {
  opcode: u8,
  flags: u8,
  priority: u16,
  fd: s32,
  off: u64,
  addr: pointer,
  len: u32,
  opFlags: u32,
  userData: u64,
  buffer: u16,
  personality: u16,
  fileIndex: u32,
  addr3: u64,
  padding: u64,
});
/** A submission and the tail of the queue behind it, as the memfd has them. */
const submission = struct('submission', { entry: sqe, tail: u32 }, { packed: true });

/** A request. */
export type Entry = Parameters<typeof sqe.encode>[0];

/** Where in the rings the kernel has the submission queue's tail and the completions. */
interface Offsets {
  readonly tail: Step;
  readonly completions: Step;
}

/** One io_uring, and what has been submitted to it by whomever. */
export class Ring {
  readonly fd: Value;
  readonly #offsets: Offsets;
  readonly #entry: Step;
  readonly #tail: Step;
  readonly #completions: Step;
  #submitted: number;

  private constructor(actor: Actor, fd: Value, offsets: Offsets, submitted = 0) {
    this.fd = fd;
    this.#offsets = offsets;
    this.#submitted = submitted;
    const map = (offset: number) => actor.syscall('mmap', null, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
    const rings = map(0).as('rings');
    this.#entry = map(IORING_OFF_SQES).as('entry');
    const adder = actor.memfdCreate('adder');
    const inRings = (offset: Step, label: string) => {
      actor.syscall('lseek', adder, rings, SEEK_SET);
      return actor.syscall('lseek', adder, offset, SEEK_CUR).as(label);
    };
    this.#tail = inRings(offsets.tail, 'tail');
    this.#completions = inRings(offsets.completions, 'completions');
  }

  /**
   * Makes a ring; children of its maker inherit it.
   *
   * @param options `polled`: a kernel thread submits (IORING_SETUP_SQPOLL)
   */
  static make(maker: Actor, { polled = false }: { polled?: boolean } = {}): Ring {
    const { bytes } = params.encode({ flags: polled ? IORING_SETUP_SQPOLL : 0, threadIdle: 1 });
    const memory = maker.context.buffer(PARAMS_SIZE, bytes, 'params');
    const setup = maker.syscall('io_uring_setup', ENTRIES, named(memory, polled ? '{SQPOLL}' : '{}')).as('ring');
    // Memory is a process's own, what a step returns is everybody's.
    const scale = maker.memfdCreate('scale');
    const told = (offset: number) =>
      maker.syscall('lseek', scale, { kind: 'loaded', memory, offset, size: 4, words: 'offset' }, SEEK_SET);
    return new Ring(maker, setup, { tail: told(SQ_TAIL), completions: told(CQ_ENTRIES) });
  }

  /** The same ring for another process that has a descriptor of it, and maps it for itself. */
  mappedBy(user: Actor, fd: Value): Ring {
    return new Ring(user, fd, this.#offsets, this.#submitted);
  }

  /** Registers the credentials of a process as a personality. */
  registerPersonality(actor: Actor): Step {
    return actor.syscall('io_uring_register', this.fd, IORING_REGISTER_PERSONALITY, null, 0).as('personality');
  }

  /** Registers an open file, which later requests know as number 0. */
  registerFile(actor: Actor, fd: Value): Step {
    return actor.syscall('io_uring_register', this.fd, IORING_REGISTER_FILES, array(s32, [fd]), 1);
  }

  /**
   * Submits a request and waits until it is done.
   *
   * @returns the memory that holds its result
   */
  submit(actor: Actor, entry: Entry): Memory {
    const { context } = actor;
    const number = this.#submitted++;
    const memfd = actor.memfdCreate('submission');
    actor.syscall('pwrite64', memfd, submission.encode({ entry, tail: number + 1 }), submission.size, 0);
    // The queue's array of indices is all zeros, so that each submission is entry 0.
    const places = [
      { base: this.#entry, length: sqe.size },
      { base: this.#tail, length: 4 },
    ];
    actor.syscall('preadv', memfd, array(iovec, places, '[entry, tail]'), 2, 0, 0).expect(value(submission.size));
    const flags = IORING_ENTER_GETEVENTS | IORING_ENTER_SQ_WAKEUP;
    // Nobody takes completions out, so there are as many as there were submissions.
    actor.syscall('io_uring_enter', this.fd, 1, number + 1, flags, null, 0).expect(value(1));
    actor.syscall('pwrite64', memfd, this.#completions, (number + 1) * CQE_SIZE, 0);
    const result = context.buffer(4, '', 'result');
    actor.syscall('pread64', memfd, result, 4, number * CQE_SIZE + CQE_RESULT);
    actor.close(memfd);
    return result;
  }

  /**
   * Submits a request whose result is a descriptor or zero, and expects an answer as of a system call.
   *
   * @param answer success, or the error
   */
  expects(actor: Actor, entry: Entry, answer: Expectation): void {
    const result = this.submit(actor, entry);
    // A plan can only check what a system call returns: a result that is a descriptor, as 0 is, has flags; an error has none.
    const flagged: Value = { kind: 'loaded', memory: result, offset: 0, size: 4, words: 'result' };
    const step = actor.fcntl(flagged, F_GETFD).expect(denialAs(answer, EBADF));
    const outcome = evaluate(answer, actor.context.facts);
    if (outcome.kind === 'errno') step.outputs(array(s32, [-outcome.number]).bytes, result);
  }
}

/** What a file is opened with. */
export function openEntry(path: string, flags: number, more: Entry = {}): Entry {
  return { opcode: IORING_OP_OPENAT, fd: -100, addr: path, len: 0o644, opFlags: flags, ...more };
}
