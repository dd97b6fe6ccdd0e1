import { EPERM, feature, OK, when } from '../../../runner/index.ts';
import { type NameSpace, pathNames } from '../unix-sockets.ts';

/** A kernel that accepts scoped bit 2: asked bit by bit, since no ABI number stands for it. fixtures/series/scope-pathname-unix makes one. */
export const pathnameScope = feature('scope-pathname-unix');

/**
 * Pathname sockets, and a scope for them. Where a kernel does not accept the bit, a strict program is refused (EINVAL, E2BIG) and a best-effort program goes on
 * without it; where one does, this is what it promised.
 */
export const proposed: NameSpace = {
  ...pathNames,
  label: 'proposed',
  sandbox: { scoped: ['PATHNAME_UNIX_SOCKET'] },
  denied: when(pathnameScope, EPERM).otherwise(OK),
};

/** What all scenarios about the proposal have in common. */
export const proposal = {
  doc: '[PATCH v2 0/6] Landlock: Implement scope control for pathname Unix sockets (2025-12-30, not merged)',
  tags: ['scope', 'unix', 'proposal'],
  programs: ['strict', 'best-effort'],
} as const;
