import {
  AT_REMOVEDIR,
  type Context,
  capture,
  feature,
  type Hole,
  matching,
  O_CLOEXEC,
  O_NONBLOCK,
  O_PATH,
  O_RDONLY,
  O_WRONLY,
  type Step,
  same,
  some,
  type Template,
} from '../../../runner/index.ts';

/** Options of all scenarios about trace events: kernels of ABI 11 have them, where tracing is configured. */
export const traced = {
  doc: 'Documentation/trace/events-landlock.rst; include/trace/events/landlock.h',
  tags: ['tracing'],
  needs: [feature('trace-events'), 'root'],
} as const;

/** As much as one read gives (TRACE_SEQ_BUFFER_SIZE). */
const TEXT_SIZE = 8192;

/** What ftrace puts in front of an event: command, process, processor, flags and time. */
const prefix = some(/[^\n]*\[\d+\] \S+ +\d+\.\d+: /);

/** A trace event as the text of ftrace: its name without `landlock_`, and its fields. */
export const event = (name: string, fields: Template | string): Template =>
  matching`${prefix}landlock_${name}: ${fields}\n`;

/** A tracing instance of its own: nobody else sees its events, and it is gone when the scenario ends. */
export class Trace {
  readonly #t: Context;
  readonly #directory = 'tracing/instances/kconform';
  readonly #inodes = new Map<string, string>();

  /**
   * Mounts tracefs, and begins to record.
   *
   * @param t the scenario; `t.main` begins now
   * @param events names without `landlock_`
   * @param options `filters`, by event: only those whose fields satisfy this expression are recorded (Documentation/trace/events.rst: Event filtering)
   */
  constructor(t: Context, events: readonly string[], { filters = {} }: { filters?: Record<string, string> } = {}) {
    this.#t = t;
    t.main.mkdir('tracing');
    t.main.mount('tracefs', 'tracing', 'tracefs');
    t.main.mkdir(this.#directory);
    // Before the first event can be recorded.
    for (const [name, expression] of Object.entries(filters)) this.#set(`${name}/filter`, expression);
    for (const name of events) this.#set(`${name}/enable`, '1');
  }

  /** Everything that was recorded, with nothing else, and then no more. */
  shows(...events: readonly Template[]): void {
    const text = events.reduce((before, one) => matching`${before}${one}`, matching``);
    this.read().outputs(text);
    this.end();
  }

  /** Reads what was recorded and not read yet. */
  read({ wait = false } = {}): Step {
    const pipe = this.#t.main.open(`${this.#directory}/trace_pipe`, O_RDONLY | (wait ? 0 : O_NONBLOCK));
    const step = this.#t.main.read(pipe, TEXT_SIZE);
    this.#t.main.close(pipe);
    return step;
  }

  /** Removes the instance. */
  end(): void {
    this.#t.main.syscall('unlinkat', -100, this.#directory, AT_REMOVEDIR);
  }

  /** The fields of a file on the scratch file system. */
  file(path: string): Template {
    return matching`dev=0:${some(/\d+/)} ino=${this.inode(path)} path=/mnt/${path}`;
  }

  /** The inode number of a file that `t.main` can name. */
  inode(path: string): Hole {
    const known = this.#inodes.get(path);
    if (known !== undefined) return same(known);
    const name = `inode_${this.#inodes.size}`;
    this.#inodes.set(path, name);
    // Nothing is read in the control arm, and an open file would keep its file system busy.
    if (this.#t.arm === 'control') return same(name);
    const { main } = this.#t;
    const fd = 900 + this.#inodes.size;
    main.dup3(main.open(path, O_PATH | O_CLOEXEC), fd);
    main
      .read(main.open(`/proc/self/fdinfo/${fd}`), 256)
      .outputs(matching`${some(/[\s\S]*/)}\nino:\t${capture(name, /\d+/)}\n${some(/[\s\S]*/)}`);
    return same(name);
  }

  #set(file: string, text: string): void {
    const { main } = this.#t;
    const fd = main.open(`${this.#directory}/events/landlock/landlock_${file}`, O_WRONLY);
    main.write(fd, text);
    main.close(fd);
  }
}
