import { feature, OK, scenario } from '../../../runner/index.ts';
import { relation, relations } from '../relations.ts';
import { anyDomain, attach, compare, lesserOperations, operations, readMemory, refused } from './operations.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Ptrace restrictions';
const source = 'security/landlock/task.c: hook_ptrace_access_check()';
const fewRelations = [
  relation('client sandboxed', 'a', ''),
  relation('server sandboxed', '', 'a'),
  relation('same domain', 'a', 'a'),
  relation('child→parent', 'a b', 'a'),
];

scenario(
  '{operation} of another process, {relation}',
  {
    doc,
    tags: ['ptrace'],
    variants: { operation: operations, relation: relations },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, anyDomain);
    t.operation.perform(t, client, server, t.relation.outOfScope ? refused : OK);
  },
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
  (t) => {
    const { client, server } = t.relation.spawn(t, anyDomain);
    t.operation.perform(t, client, server, t.relation.outOfScope ? refused : OK);
  },
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
  (t) => {
    const { client, server } = t.relation.spawn(t, anyDomain);
    t.operation.perform(t, client, server, t.relation.outOfScope ? refused : OK);
  },
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
  (t) => {
    t.main.dropPrivileges();
    const { client, server } = t.relation.spawn(t, anyDomain);
    t.operation.perform(t, client, server, t.relation.outOfScope ? refused : OK);
  },
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
  (t) => {
    const { client, server } = t.relation.spawn(t, anyDomain);
    t.operation.perform(t, client, server, t.relation.outOfScope ? refused : OK);
  },
);
