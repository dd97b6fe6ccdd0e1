import {
  abi,
  EACCES,
  ENOENT,
  EPERM,
  feature,
  O_DIRECTORY,
  O_PATH,
  OK,
  type Outcome,
  PIDFD_GET_NET_NAMESPACE,
  scenario,
  since,
} from '../../../runner/index.ts';
import { anyDomain } from './operations.ts';
import { fewRelations, users, visitIn } from './proc.ts';

const tags = ['ptrace'];
const programs = ['strict', 'best-effort'] as const;

scenario(
  'a namespace of another process by its process descriptor as {user}, {relation}',
  {
    doc: 'fs/pidfs.c: pidfd_ioctl()',
    tags: [...tags, 'pidfd'],
    variants: { relation: fewRelations, user: users },
    programs,
    needs: [feature('pidfd-namespaces')],
    scratch: false,
  },
  (t) => {
    if (t.user.label !== 'root') t.main.dropPrivileges();
    const { client, server } = t.relation.spawn(t, anyDomain);
    client
      .ioctl(client.pidfdOpen(server), PIDFD_GET_NET_NAMESPACE)
      .expect(t.relation.outOfScope ? since(abi(1), EACCES).otherwise(OK) : OK);
  },
);

interface Hiding {
  readonly label: string;
  readonly user: boolean;
  readonly refusal: Outcome;
}
// Root is in the group that hidepid=invisible shows everything to; there is no such group for hidepid=ptraceable.
const hidings: readonly Hiding[] = [
  { label: 'hidepid=noaccess, as an ordinary user', user: true, refusal: EPERM },
  { label: 'hidepid=invisible, as an ordinary user', user: true, refusal: ENOENT },
  { label: 'hidepid=ptraceable, as root', user: false, refusal: EPERM },
  { label: 'hidepid=ptraceable, as an ordinary user', user: true, refusal: EPERM },
];

scenario(
  'a /proc that hides what cannot be traced hides processes out of reach: {mount}, {relation}',
  {
    doc: 'fs/proc/base.c: has_pid_permissions(), proc_pid_permission()',
    tags: [...tags, 'proc'],
    variants: { mount: hidings, relation: fewRelations },
    programs: ['best-effort'],
    needs: ['root'],
  },
  (t) => {
    const [option = ''] = t.mount.label.split(',');
    t.main.mkdir('processes');
    t.main.mount('proc', 'processes', 'proc', 0, option);
    if (t.mount.user) t.main.dropPrivileges();
    const { client, directory } = visitIn(t, t.relation, '/mnt/processes');
    const answer = t.relation.outOfScope ? since(abi(1), t.mount.refusal).otherwise(OK) : OK;
    client.openat(directory, 'stat').expect(answer);
    client.openat(directory, 'fd', O_PATH | O_DIRECTORY).expect(answer);
  },
);
