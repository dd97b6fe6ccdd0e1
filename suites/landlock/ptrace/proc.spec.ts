import {
  abi,
  EACCES,
  EPERM,
  type Expectation,
  feature,
  limited,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  OK,
  scenario,
  since,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { relations } from '../relations.ts';
import { fewRelations, readLink, users, visit } from './proc.ts';

const doc = 'fs/proc/base.c: proc_mem_open(), call_proc_get_link(), do_io_accounting(), lock_trace()';
const denied = (errno: typeof EACCES): Expectation => since(abi(1), errno).otherwise(OK);

scenario(
  'open /proc/P/mem {mode} of another process, {relation}',
  {
    doc,
    tags: ['ptrace', 'proc'],
    variants: {
      mode: [
        { label: 'for reading', flags: O_RDONLY },
        { label: 'for writing', flags: O_RDWR },
      ],
      relation: relations,
    },
    programs: ['strict', 'best-effort'],
    proc: true,
    scratch: false,
  },
  (t) => {
    const { client, directory } = visit(t, t.relation);
    client.openat(directory, 'mem', t.mode.flags).expect(t.relation.outOfScope ? denied(EACCES) : OK);
  },
);

scenario(
  'follow /proc/P/{link} of another process as {user}, {relation}',
  {
    doc,
    tags: ['ptrace', 'proc'],
    variants: {
      link: [{ label: 'exe' }, { label: 'root' }, { label: 'cwd' }, { label: 'ns/uts' }],
      relation: fewRelations,
      user: users,
    },
    programs: ['best-effort'],
    proc: true,
    scratch: false,
  },
  (t) => {
    const answer = t.relation.outOfScope ? denied(EACCES) : OK;
    if (t.user.label !== 'root') t.main.dropPrivileges();
    const visited = visit(t, t.relation);
    readLink(t, visited, t.link.label).expect(answer);
    visited.client.openat(visited.directory, t.link.label, O_RDONLY).expect(answer);
    visited.client.openat(visited.directory, t.link.label, O_PATH).expect(answer);
  },
);

scenario(
  'open a descriptor of another process through /proc/P/fd as {user}, {relation}',
  {
    doc: 'fs/proc/base.c: call_proc_get_link(); fs/proc/fd.c',
    tags: ['ptrace', 'proc', 'fd'],
    variants: { relation: fewRelations, user: users },
    programs: ['strict', 'best-effort'],
    proc: true,
    scratch: false,
  },
  (t) => {
    const answer = t.relation.outOfScope ? denied(EACCES) : OK;
    if (t.user.label !== 'root') t.main.dropPrivileges();
    const visited = visit(t, t.relation);
    const memory = visited.server.memfdCreate();
    visited.server.dup3(memory, 99);
    readLink(t, visited, 'fd/99').expect(answer);
    visited.client.openat(visited.directory, 'fd/99', O_RDWR).expect(answer);
    visited.client.openat(visited.directory, 'fdinfo/99').expect(answer);
  },
);

scenario(
  'read /proc/P/{file} of another process, {relation}',
  {
    doc,
    tags: ['ptrace', 'proc'],
    variants: {
      file: [{ label: 'syscall' }, { label: 'personality' }],
      relation: fewRelations,
    },
    programs: ['best-effort'],
    proc: true,
    scratch: false,
  },
  (t) => {
    const { client, directory } = visit(t, t.relation);
    client.read(client.openat(directory, t.file.label), 64).expect(t.relation.outOfScope ? denied(EPERM) : OK);
  },
);

scenario(
  'read /proc/P/io of another process, {relation}',
  {
    doc: 'fs/proc/base.c: do_io_accounting()',
    tags: ['ptrace', 'proc'],
    variants: { relation: fewRelations },
    programs: ['best-effort'],
    proc: true,
    scratch: false,
    needs: [feature('proc-io')],
  },
  (t) => {
    const { client, directory } = visit(t, t.relation);
    client.read(client.openat(directory, 'io'), 64).expect(t.relation.outOfScope ? denied(EACCES) : OK);
  },
);

scenario(
  'read /proc/P/stack of another process, {relation}',
  {
    doc: 'fs/proc/base.c: proc_pid_stack(), lock_trace()',
    tags: ['ptrace', 'proc'],
    variants: { relation: fewRelations },
    programs: ['best-effort'],
    proc: true,
    scratch: false,
    needs: [feature('proc-stack'), 'root'],
  },
  (t) => {
    const { client, directory } = visit(t, t.relation);
    client.read(client.openat(directory, 'stack'), 64).expect(t.relation.outOfScope ? denied(EPERM) : OK);
  },
);

scenario(
  'open /proc/P/{file} of another process as {user}, {relation}',
  {
    doc: 'kernel/fork.c: mm_access(), may_access_mm()',
    tags: ['ptrace', 'proc'],
    variants: {
      file: [{ label: 'environ' }, { label: 'maps' }, { label: 'auxv' }, { label: 'pagemap' }],
      relation: fewRelations,
      user: users,
    },
    programs: ['best-effort'],
    proc: true,
    scratch: false,
  },
  (t) => {
    const root = t.user.label === 'root';
    if (!root) t.main.dropPrivileges();
    const { client, directory } = visit(t, t.relation);
    const answer = root
      ? when(feature('perfmon-mm-read'), limited(KNOWN.perfmonMemory, OK)).since(abi(1), EACCES).otherwise(OK)
      : denied(EACCES);
    client.openat(directory, t.file.label).expect(t.relation.outOfScope ? answer : OK);
  },
);
