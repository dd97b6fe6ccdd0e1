import {
  anything,
  type Context,
  capture,
  captureAbove,
  type Data,
  digits,
  feature,
  flawed,
  type Hole,
  matching,
  NLMSG_HEADER,
  O_CLOEXEC,
  O_PATH,
  type Step,
  same,
  some,
  type Template,
} from '../../../runner/index.ts';
import { logText, nextRecord, openLog, recordsFilter } from '../audit-socket.ts';

/** Where the records are promised. */
export const RECORDS = 'Documentation/admin-guide/LSM/landlock.rst: Record types';

/** Options that all scenarios about records have in common. A kernel without audit has nothing to say. */
export const audited = { doc: RECORDS, boot: 'audit', tags: ['audit'], needs: [feature('audit')] } as const;

const RECORD_SIZE = 400;

/** A domain's identifier (security/landlock/audit.c: `%llx`). */
export const hex = /[0-9a-f]+/;

/** Whoever created a domain, as its first record tells (security/landlock/audit.c, log_domain()). */
export interface Creator {
  readonly pid?: Hole;
  readonly uid?: number;
  /** As the record has them: in quotes, or in hexadecimal. */
  readonly exe?: Template;
  readonly comm?: string;
}

/** What a record says of a denial. */
export interface Denial {
  /** The scenario's name for the domain that denied. */
  readonly by: string;
  /** Names of what was missing, such as `fs.write_file,fs.read_file`. */
  readonly blockers: string;
  /** The fields of the object, with a space before each. */
  readonly object?: Template | string | undefined;
  /** The record belongs to the same event as the one before. */
  readonly again?: boolean;
  /** Checked in the record of the domain, which follows its first denial. */
  readonly creator?: Creator;
  /** Name of a domain whose identifier is smaller. */
  readonly after?: string | undefined;
  /** The known bug without which there would be no record. */
  readonly bug?: string | undefined;
}

/** What a log is opened for. */
export interface LogOptions {
  /** The ABI that brought what is denied, if that is newer than the records (ABI 7). */
  readonly since?: number;
  /** False where the denials are such that none must be logged. */
  readonly when?: boolean;
  /** The plan has a network namespace of its own. */
  readonly fromNet?: boolean;
}

/** Lets `t.main` do something in the network namespace of the guest's first process, where records are sent to. */
function inInitialNet<T>({ main }: Context, act: () => T): T {
  const own = main.open('/proc/self/ns/net', O_CLOEXEC);
  main.setns(main.open('/proc/1/ns/net', O_CLOEXEC));
  const result = act();
  main.setns(own);
  return result;
}

/** Whether denials are recorded: in the test arm, since ABI 7 or the one that brought what is denied. */
export function isLogged({ arm, facts }: Context, since = 7): boolean {
  return arm === 'test' && facts.landlock === 'enabled' && facts.abi >= Math.max(since, 7);
}

/** What the kernel logs of Landlock while a scenario runs. */
export class Log {
  /** False where nothing must be logged: in the control arm, and by kernels that do not log, or that lack what the scenario is about. */
  readonly active: boolean;
  readonly #t: Context;
  readonly #socket: Step;
  readonly #seen = new Set<string>();
  readonly #inodes = new Map<string, string>();
  #events = 0;

  /** @param t the scenario; `t.main` opens the log now */
  constructor(t: Context, { since = 7, when = true, fromNet = false }: LogOptions = {}) {
    this.#t = t;
    this.active = when && isLogged(t, since);
    this.#socket = fromNet ? inInitialNet(t, () => openLog(t, recordsFilter())) : openLog(t, recordsFilter());
  }

  /** The next record is of this denial; where its domain has not denied before, one of the domain follows. */
  denied({ by, blockers, object = '', again = false, creator = {}, after, bug }: Denial): this {
    if (!this.active) return this;
    const first = !this.#seen.has(by);
    this.#seen.add(by);
    const name = `domain_${by}`;
    const larger = after === undefined ? undefined : { name: `domain_${after}`, base: 16 as const };
    const made = larger === undefined ? capture(name, hex) : captureAbove(name, hex, larger);
    const domain = first ? made : same(name);
    if (!again) this.#events += 1;
    const event = again ? same(this.#event) : capture(this.#event, /\d+/);
    this.#next(matching`audit(${stamp}:${event}): domain=${domain} blockers=${blockers}${object}`, bug);
    if (first) {
      const { pid = digits, uid = digits, exe = untrusted, comm = untrusted } = creator;
      this.#next(
        matching`audit(${stamp}:${same(this.#event)}): domain=${same(name)} status=allocated mode=enforcing pid=${pid} uid=${uid} exe=${exe} comm=${comm}`,
      );
    }
    return this;
  }

  /** Nothing else was logged until now: the next record is one that `t.main` asks for. */
  ends(): this {
    logText(this.#t, this.#socket, 'the end');
    this.#next(matching`${anything} msg='the end'`);
    return this;
  }

  /**
   * The fields of a file or directory on the scratch file system.
   *
   * @param path below the working directory, which is /mnt
   */
  file(path: string): Template {
    const absolute = path === '.' ? '/mnt' : `/mnt/${path}`;
    return matching` path="${absolute}" dev="tmpfs" ino=${this.inode(path)}`;
  }

  /** The inode number of a file that `t.main` can name. */
  inode(path: string): Hole {
    const name = `inode_${this.#inodes.size}`;
    const known = this.#inodes.get(path);
    if (known !== undefined) return same(known);
    this.#inodes.set(path, name);
    if (!this.active) return same(name);
    const { main } = this.#t;
    // A number of its own, so that the name of its fdinfo is known.
    const fd = 900 + this.#inodes.size;
    main.dup3(main.open(path, O_PATH | O_CLOEXEC), fd);
    main
      .read(main.open(`/proc/self/fdinfo/${fd}`), 256)
      .outputs(matching`${anything}\nino:\t${capture(name, /\d+/)}\n${anything}`);
    return same(name);
  }

  get #event(): string {
    return `event_${this.#events}`;
  }

  #next(text: Template, bug?: string): void {
    const record = nextRecord(this.#t, this.#socket, RECORD_SIZE);
    record.outputs(bug === undefined ? text : flawed<Data>(bug, text), this.#t.within(record.output!, NLMSG_HEADER));
  }
}

/** Text that a user chose: quoted, or in hexadecimal where that would be ambiguous (kernel/audit.c, audit_log_n_untrustedstring()). */
const untrusted = some(/"[^"]*"|[0-9A-F]+/);
const stamp = some(/\d+\.\d{3}/);
