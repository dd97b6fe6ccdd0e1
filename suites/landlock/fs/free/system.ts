import {
  AT_FDCWD,
  CLONE_NEWIPC,
  CLONE_NEWNS,
  CLONE_NEWUTS,
  ECHILD,
  EINVAL,
  ENOSYS,
  FSCONFIG_CMD_CREATE,
  feature,
  MOUNT_ATTR_RDONLY,
  O_RDONLY,
  OK,
  OPEN_TREE_CLONE,
  P_ALL,
  PRIO_PROCESS,
  RLIMIT_NOFILE,
  struct,
  u64,
  WEXITED,
  WNOHANG,
  when,
} from '../../../../runner/index.ts';
import type { Topic } from './free.ts';

/** A call that a kernel may have been configured without. */
const where = (name: string) => when(feature(name), OK).otherwise(ENOSYS);

const IPC_CREAT = 0o1000;
const FAN_CLASS_NOTIF = 0;
const Q_SYNC = 0x80000100;
const REBOOT_MAGIC = [0xfee1dead, 672274793] as const;
const AT_EMPTY_PATH = 0x1000;

/** `struct mount_attr`. */
const mountAttr = struct('mount_attr', { set: u64, clear: u64, propagation: u64, userns: u64 });

const ipc: Topic = {
  label: 'System V IPC',
  requirements: { namespaces: ['ipc'] },
  calls: (t, a) => {
    const shm = a.syscall('shmget', 0, 4096, IPC_CREAT | 0o600);
    const sem = a.syscall('semget', 0, 1, IPC_CREAT | 0o600);
    const msg = a.syscall('msgget', 0, IPC_CREAT | 0o600);
    const message = t.buffer(16, Uint8Array.of(1));
    return [
      [shm, OK],
      [sem, OK],
      [msg, OK],
      [a.syscall('shmat', shm, null, 0), OK],
      [a.syscall('semctl', sem, 0, 16, 1), OK],
      [a.syscall('msgsnd', msg, message, 8, 0), OK],
      [a.syscall('msgrcv', msg, message, 8, 0, 0), OK],
    ];
  },
};

const namespaces: Topic = {
  label: 'namespaces and their names',
  requirements: { namespaces: ['uts'] },
  calls: (_, a) => [
    [a.syscall('sethostname', 'kconform', 8), OK],
    [a.syscall('setdomainname', 'kconform', 8), OK],
    [a.unshare(CLONE_NEWUTS | CLONE_NEWIPC), OK],
    [a.setns(a.pidfdOpen(a), CLONE_NEWUTS), OK],
    [a.unshare(CLONE_NEWNS), OK],
  ],
};

const mounts: Topic = {
  label: 'mounts that are attached nowhere',
  calls: (_, a) => {
    const context = a.syscall('fsopen', 'tmpfs', 0);
    const create = a.syscall('fsconfig', context, FSCONFIG_CMD_CREATE, null, null, 0);
    const mount = a.syscall('fsmount', context, 0, 0);
    return [
      [context, OK],
      [create, OK],
      [mount, OK],
      [a.syscall('open_tree', AT_FDCWD, '.', 0), OK],
      [a.syscall('open_tree', AT_FDCWD, '.', OPEN_TREE_CLONE), OK],
      [
        a.syscall('mount_setattr', mount, '', AT_EMPTY_PATH, mountAttr.encode({ set: MOUNT_ATTR_RDONLY }), 32),
        where('mount-setattr'),
      ],
    ];
  },
};

const processes: Topic = {
  label: 'processes and the system',
  calls: (t, a) => [
    [a.syscall('prlimit64', 0, RLIMIT_NOFILE, null, t.buffer(16)), OK],
    [a.syscall('setpriority', PRIO_PROCESS, 0, 5), OK],
    [a.syscall('ioprio_set', 1, 0, 0), OK],
    [a.syscall('sched_setaffinity', 0, 8, t.buffer(8, Uint8Array.of(1))), OK],
    [a.syscall('sched_setscheduler', 0, 0, t.buffer(4)), OK],
    [a.waitid(P_ALL, 0, WEXITED | WNOHANG), ECHILD],
    [a.syscall('ioperm', 0x80, 1, 1), where('ioperm')],
    [a.syscall('quotactl', Q_SYNC, null, 0, null), where('quotactl')],
    // Disabling Ctrl-Alt-Del is not for a pid namespace, whoever asks.
    [a.syscall('reboot', ...REBOOT_MAGIC, 0, null), EINVAL],
    [a.syscall('fanotify_init', FAN_CLASS_NOTIF, O_RDONLY), where('fanotify')],
    [a.syscall('userfaultfd', 0), where('userfaultfd')],
  ],
};

export const systemTopics: readonly Topic[] = [ipc, namespaces, mounts, processes];
