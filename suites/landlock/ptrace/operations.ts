import {
  type Actor,
  abi,
  CLONE_NEWUTS,
  type Context,
  EBADF,
  ECHILD,
  ENOENT,
  EPERM,
  ESRCH,
  type Expectation,
  evaluate,
  F_GETFD,
  KCMP_VM,
  type Memory,
  O_PATH,
  OK,
  PR_GET_NAME,
  PR_SET_NAME,
  PTRACE_ATTACH,
  PTRACE_INTERRUPT,
  PTRACE_PEEKDATA,
  PTRACE_SEIZE,
  pointer,
  since,
  struct,
  u64,
} from '../../../runner/index.ts';
import { denialAs } from '../answers.ts';
import type { SandboxSpec } from '../sandbox.ts';

// What the specs of this folder share: operations on another process that need the permission to trace it.

/** Any domain restricts ptrace. This one restricts nothing else that happens here. */
export const anyDomain: SandboxSpec = { fs: ['MAKE_BLOCK'] };

/** What an operation on a process out of reach answers. */
export const refused: Expectation = since(abi(1), EPERM).otherwise(OK);

const iovec = struct('iovec', { base: pointer, length: u64 });
const SECRET = 'secret';

/** A buffer that has the secret in the memory of this process only. */
function secretOf(t: Context, server: Actor): Memory {
  const memory = t.buffer(16, '', 'secret');
  server.prctl(PR_SET_NAME, SECRET);
  server.prctl(PR_GET_NAME, memory);
  return memory;
}

/** An operation of a client on a server; looks at its effect too, which must be there exactly if the answer is success. */
export interface Operation {
  readonly label: string;
  readonly perform: (t: Context, client: Actor, server: Actor, answer: Expectation) => void;
}

/** Reads a word out of a stopped tracee, after it was waited for; neither works with a process that is not traced. */
function peeks(t: Context, client: Actor, server: Actor, secret: Memory, answer: Expectation): void {
  const word = t.buffer(8, '', 'word');
  client.wait4(server).expect(denialAs(answer, ECHILD));
  client
    .ptrace(PTRACE_PEEKDATA, server, secret, word)
    .expect(denialAs(answer, ESRCH))
    .outputs(evaluate(answer, t.facts) === OK ? SECRET : '', word);
}

export const attach: Operation = {
  label: 'PTRACE_ATTACH',
  perform(t, client, server, answer) {
    const secret = secretOf(t, server);
    client.ptrace(PTRACE_ATTACH, server).expect(answer);
    peeks(t, client, server, secret, answer);
  },
};

export const seize: Operation = {
  label: 'PTRACE_SEIZE',
  perform(t, client, server, answer) {
    const secret = secretOf(t, server);
    client.ptrace(PTRACE_SEIZE, server).expect(answer);
    client.ptrace(PTRACE_INTERRUPT, server).expect(denialAs(answer, ESRCH));
    peeks(t, client, server, secret, answer);
  },
};

export const readMemory: Operation = {
  label: 'process_vm_readv',
  perform(t, client, server, answer) {
    const secret = secretOf(t, server);
    const local = t.buffer(16, 'untouched', 'local');
    const here = iovec.encode({ base: local, length: 16 });
    const there = iovec.encode({ base: secret, length: 16 });
    const text = evaluate(answer, t.facts) === OK ? SECRET : 'untouched';
    client.syscall('process_vm_readv', server, here, 1, there, 1, 0).expect(answer).outputs(text, local);
  },
};

export const writeMemory: Operation = {
  label: 'process_vm_writev',
  perform(t, client, server, answer) {
    const path = t.buffer(16, '/nonexistent', 'path');
    const here = iovec.encode({ base: '/', length: 2 });
    const there = iovec.encode({ base: path, length: 2 });
    client.syscall('process_vm_writev', server, here, 1, there, 1, 0).expect(answer);
    server.open(path, O_PATH).expect(denialAs(answer, ENOENT));
  },
};

export const takeDescriptor: Operation = {
  label: 'pidfd_getfd',
  perform(_, client, server, answer) {
    const fd = server.memfdCreate();
    const taken = client.pidfdGetfd(client.pidfdOpen(server), fd).expect(answer);
    client.fcntl(taken, F_GETFD).expect(denialAs(answer, EBADF));
  },
};

/** The operations whose effect is seen. */
export const operations: readonly Operation[] = [attach, seize, readMemory, writeMemory, takeDescriptor];

/** Operations that only tell or change little. kcmp() is not in every kernel. */
export const compare: Operation = {
  label: 'kcmp',
  perform(_, client, server, answer) {
    client.syscall('kcmp', client, server, KCMP_VM, 0, 0).expect(answer);
  },
};
export const robustList: Operation = {
  label: 'get_robust_list',
  perform(t, client, server, answer) {
    client.syscall('get_robust_list', server, t.buffer(8), t.buffer(8)).expect(answer);
  },
};
export const lesserOperations: readonly Operation[] = [
  robustList,
  {
    label: 'setns of its UTS namespace by a process descriptor',
    perform(_, client, server, answer) {
      client.setns(client.pidfdOpen(server), CLONE_NEWUTS).expect(answer);
    },
  },
];

const NODES = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);
/** Not in every kernel. From node 0 to node 0 nothing moves. */
export const numaOperations: readonly Operation[] = [
  {
    label: 'move_pages',
    perform(_, client, server, answer) {
      client.syscall('move_pages', server, 0, null, null, null, 0).expect(answer);
    },
  },
  {
    label: 'migrate_pages',
    perform(_, client, server, answer) {
      client.syscall('migrate_pages', server, 64, NODES, NODES).expect(answer);
    },
  },
];
