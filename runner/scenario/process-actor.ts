import { ends } from '../expect/outcome.ts';
import { constantName, flagNames, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, WEXITED } from '../syscalls/constants.ts';
import { SIGINFO_SIZE, stringArray } from '../syscalls/structures.ts';
import { named, type Value } from '../syscalls/value.ts';
import { MountActor } from './mount-actor.ts';
import type { Step } from './step.ts';

const namespaces = (flags: number) => named(flags, flagNames('CLONE_', flags));

/** Helpers of processes, credentials and namespaces. */
export abstract class ProcessActor extends MountActor {
  getpid(): Step {
    return this.call('getpid', [], { label: 'pid' });
  }

  gettid(): Step {
    return this.call('gettid', [], { label: 'tid' });
  }

  ptrace(request: number, target: Value = 0, address: Value = 0, data: Value = 0): Step {
    return this.call('ptrace', [named(request, constantName('PTRACE_', request)), target, address, data]);
  }

  prctl(option: number, ...values: Value[]): Step {
    const [a = 0, b = 0, c = 0, d = 0] = values;
    const name = constantName('PR_', option);
    return this.call('prctl', [option, a, b, c, d], { words: `prctl(${name}${values.length > 0 ? ', …' : ''})` });
  }

  noNewPrivs(): Step {
    return this.call('prctl', [named(PR_SET_NO_NEW_PRIVS, 'PR_SET_NO_NEW_PRIVS'), 1, 0, 0, 0]);
  }

  setresuid(uid: number): Step {
    this.recorder.needs.add('root');
    return this.call('setresuid', [uid, uid, uid]);
  }

  setresgid(gid: number): Step {
    this.recorder.needs.add('root');
    return this.call('setresgid', [gid, gid, gid]);
  }

  /**
   * Becomes an ordinary user without capabilities: groups, gid, uid, and dumpable again (a change of user makes a process
   * undumpable, which would forbid ptrace and /proc without any sandbox).
   */
  dropPrivileges(id = 1000): void {
    this.call('setgroups', [0, null]);
    this.setresgid(id);
    this.setresuid(id);
    this.call('prctl', [named(PR_SET_DUMPABLE, 'PR_SET_DUMPABLE'), 1, 0, 0, 0]);
  }

  unshare(flags: number): Step {
    return this.call('unshare', [namespaces(flags)]);
  }

  setns(fd: Value, flags = 0): Step {
    return this.call('setns', [fd, namespaces(flags)]);
  }

  /** Waits for a child; the buffer that the step fills has the wait status (4 bytes). */
  wait4(target: Value, options = 0): Step {
    const into = this.allocate(4, 'status');
    return this.call('wait4', [target, into, named(options, flagNames('W', options)), null], {
      output: into,
      label: 'pid',
    });
  }

  /** Waits for a state change; the buffer that the step fills is a `siginfo_t`. */
  waitid(type: number, target: Value, options: number = WEXITED): Step {
    const into = this.allocate(SIGINFO_SIZE, 'siginfo');
    const words = [named(type, constantName('P_', type)), target, into, named(options, flagNames('W', options)), null];
    return this.call('waitid', words, { output: into });
  }

  /** Ends the process; the step must answer with that. `wait4` in the parent tells the status. */
  exit(code = 0): Step {
    return this.call('exit_group', [code], { setup: ends });
  }

  /** Ends this thread only. */
  exitThread(): Step {
    return this.call('exit', [0], { setup: ends });
  }

  /**
   * Replaces the process by a program. Where the kernel permits it the actor is gone: use `program` to go on afterwards.
   *
   * @param path of the program
   * @param argv its arguments, the path by default
   */
  execve(path: string, argv: readonly string[] = [path]): Step {
    return this.call('execve', [path, stringArray(argv), stringArray([])]);
  }

  execveat(fd: Value, path: string, flags: number, argv: readonly string[] = [path]): Step {
    return this.call('execveat', [fd, path, stringArray(argv), stringArray([]), named(flags, flagNames('AT_', flags))]);
  }
}
