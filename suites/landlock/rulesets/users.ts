import type { Actor } from '../../../runner/index.ts';

/** Who makes the calls, where no privilege may matter. */
export const users: readonly { label: string; become: (actor: Actor) => void }[] = [
  { label: 'root', become: () => {} },
  { label: 'an ordinary user', become: (actor) => actor.dropPrivileges() },
];
