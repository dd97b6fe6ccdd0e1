import { type Context, feature, OK, scenario } from '../../../runner/index.ts';
import { type Relation, relation, relations } from '../relations.ts';
import {
  anyDomain,
  attach,
  compare,
  lesserOperations,
  numaOperations,
  type Operation,
  operations,
  readMemory,
  refused,
  robustList,
} from './operations.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Ptrace restrictions';
const source = 'security/landlock/task.c: hook_ptrace_access_check()';
const fewRelations = [
  relation('client sandboxed', 'a', ''),
  relation('server sandboxed', '', 'a'),
  relation('same domain', 'a', 'a'),
  relation('child→parent', 'a b', 'a'),
];

type Case = Context & { readonly operation: Operation; readonly relation: Relation };
function perform(t: Case): void {
  const { client, server } = t.relation.spawn(t, anyDomain);
  t.operation.perform(t, client, server, t.relation.outOfScope ? refused : OK);
}
function asUser(t: Case): void {
  t.main.dropPrivileges();
  perform(t);
}

scenario(
  '{operation} of another process, {relation}',
  {
    doc,
    tags: ['ptrace'],
    variants: { operation: operations, relation: relations },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  perform,
);

scenario(
  '{operation} of another process, {relation}',
  {
    doc: source,
    tags: ['ptrace'],
    variants: { operation: lesserOperations, relation: fewRelations },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  perform,
);

scenario(
  '{operation} of another process, {relation}',
  {
    doc: source,
    tags: ['ptrace'],
    variants: { operation: [compare], relation: fewRelations },
    programs: ['strict', 'best-effort'],
    needs: [feature('kcmp')],
    scratch: false,
  },
  perform,
);

scenario(
  '{operation} of another process, {relation}',
  {
    doc: 'mm/migrate.c: find_mm_struct(); mm/mempolicy.c: kernel_migrate_pages()',
    tags: ['ptrace'],
    variants: { operation: numaOperations, relation: fewRelations },
    programs: ['strict', 'best-effort'],
    needs: [feature('numa')],
    scratch: false,
  },
  perform,
);

scenario(
  'an ordinary user is told the same as root by {operation}, {relation}',
  {
    doc: source,
    tags: ['ptrace'],
    variants: { operation: [robustList, ...numaOperations], relation: fewRelations },
    programs: ['best-effort'],
    needs: [feature('numa')],
    scratch: false,
  },
  asUser,
);

scenario(
  'an ordinary user is told the same as root by {operation}, {relation}',
  {
    doc,
    tags: ['ptrace'],
    variants: { operation: operations, relation: fewRelations },
    programs: ['best-effort'],
    scratch: false,
  },
  asUser,
);

scenario(
  '{operation}: every layer counts, {relation}',
  {
    doc: 'security/landlock/task.c: domain_scope_le()',
    tags: ['ptrace'],
    variants: {
      operation: [attach, readMemory],
      relation: [
        relation('three layers in common', 'a b c', 'a b c'),
        relation('cousins', 'a b c', 'a d c'),
        relation('nested siblings of two layers each', 'a b c', 'a d e'),
        relation('an uncle', 'a b c', 'a d'),
        relation('a nephew', 'a d', 'a b c'),
      ],
    },
    programs: ['best-effort'],
    scratch: false,
  },
  perform,
);
