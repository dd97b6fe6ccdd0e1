import type { Actor } from '../../../runner/index.ts';

/** Who a sandboxed program runs as. */
export interface User {
  readonly label: string;
  readonly unprivileged: boolean;
  readonly become: (actor: Actor) => void;
}

export const root: User = { label: 'as root', unprivileged: false, become: () => undefined };
export const unprivileged: User = {
  label: 'as an ordinary user',
  unprivileged: true,
  become: (actor) => {
    actor.dropPrivileges();
  },
};
export const users: readonly User[] = [root, unprivileged];
