import {
  KEYCTL_JOIN_SESSION_KEYRING,
  O_CREAT,
  O_RDWR,
  O_WRONLY,
  PIDFD_GET_NET_NAMESPACE,
  PIDFD_SIGNAL_THREAD_GROUP,
  smallQueue,
} from '../../../runner/index.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { setSysctl } from '../sysctl.ts';
import { asked, type Features } from './feature.ts';

/** Whether the kernel has a system call, asked in a way that it refuses, or that changes nothing. */
const call = (option: string, name: string, ...values: number[]) =>
  asked(`${name}() exists (CONFIG_${option})`, 0, ({ main }) => {
    const step = main.syscall(name, ...values);
    return (answers) => answers.errno(step) !== ERRNO.ENOSYS;
  });

/** What the rest of the kernel can do, where scenarios about signals, ptrace and descriptors need it. The configuration of a kernel is not always at hand. */
export const kernelFeatures: Features = {
  ioperm: call('X86_IOPL_IOPERM', 'ioperm', 0x80, 1, 1),
  quotactl: call('QUOTACTL', 'quotactl', -1, 0, 0, 0),
  fanotify: call('FANOTIFY', 'fanotify_init', -1, 0),
  userfaultfd: call('USERFAULTFD', 'userfaultfd', -1),
  keys: asked('keyrings exist (CONFIG_KEYS)', 0, ({ main }) => {
    const step = main.syscall('keyctl', KEYCTL_JOIN_SESSION_KEYRING, null);
    return (answers) => answers.errno(step) === 0;
  }),
  'message-queues': asked(
    'POSIX message queues exist (CONFIG_POSIX_MQUEUE)',
    0,
    ({ main }) => {
      const step = main.syscall('mq_open', 'kconform', O_RDWR | O_CREAT, 0o600, smallQueue);
      return (answers) => answers.errno(step) === 0;
    },
    { namespaces: ['ipc'] },
  ),
  numa: asked('move_pages() and migrate_pages() exist (CONFIG_NUMA, CONFIG_MIGRATION)', 0, ({ main }) => {
    const step = main.syscall('move_pages', 0, 0, null, null, null, 0);
    return (answers) => answers.errno(step) === 0;
  }),
  'proc-io': asked(
    '/proc/P/io exists (CONFIG_TASK_IO_ACCOUNTING)',
    0,
    ({ main }) => {
      const step = main.open('/proc/self/io');
      return (answers) => answers.errno(step) === 0;
    },
    { proc: true },
  ),
  'proc-stack': asked(
    '/proc/P/stack exists (CONFIG_STACKTRACE)',
    0,
    ({ main }) => {
      const step = main.open('/proc/self/stack');
      return (answers) => answers.errno(step) === 0;
    },
    { proc: true },
  ),
  'cgroup-kill': asked(
    'a cgroup has the file cgroup.kill (5.14)',
    0,
    ({ main }) => {
      main.mkdir('cgroups');
      main.mount('cgroup2', 'cgroups', 'cgroup2');
      main.mkdir('cgroups/kconform-question');
      const step = main.open('cgroups/kconform-question/cgroup.kill', O_WRONLY);
      main.close(step);
      main.rmdir('cgroups/kconform-question');
      return (answers) => answers.errno(step) === 0;
    },
    { scratch: true },
  ),
  'pidfd-signal-flags': asked('pidfd_send_signal() knows PIDFD_SIGNAL_PROCESS_GROUP and its kin (6.9)', 0, (t) => {
    const step = t.main.pidfdSendSignal(t.main.pidfdOpen(t.main), 0, PIDFD_SIGNAL_THREAD_GROUP);
    return (answers) => answers.errno(step) === 0;
  }),
  'pidfd-namespaces': asked('a process descriptor gives descriptors of namespaces (6.11)', 0, ({ main }) => {
    const step = main.ioctl(main.pidfdOpen(main), PIDFD_GET_NET_NAMESPACE);
    return (answers) => answers.errno(step) === 0;
  }),
  'coredump-socket': asked('core dumps go to a socket where core_pattern begins with @ (6.16)', 0, ({ main }) => {
    // A kernel that knows of such sockets wants an absolute path; others take it for the name of a file.
    const { step, restore } = setSysctl(main, 'kernel/core_pattern', '@kconform');
    restore();
    return (answers) => answers.errno(step) === ERRNO.EINVAL;
  }),
};
