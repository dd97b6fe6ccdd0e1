import { type Actor, AF_UNIX, type Context, SOCK_STREAM, type Step, type Value } from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';

/** How a sandboxed process comes to a descriptor that it could not open itself. */
export interface Origin {
  readonly label: string;
  /**
   * Makes the sandboxed process.
   *
   * @param open opens the file or directory, in the name of whoever may
   */
  obtain(t: Context, spec: SandboxSpec, open: (actor: Actor) => Step): { readonly actor: Actor; readonly fd: Value };
}

const before: Origin = {
  label: 'opened before the domain',
  obtain(t, spec, open) {
    const actor = t.main.process('sandboxed');
    const fd = open(actor);
    landlock(actor, spec);
    return { actor, fd };
  },
};

const received: Origin = {
  label: 'received from outside',
  obtain(t, spec, open) {
    const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
    const actor = t.main.process('sandboxed');
    landlock(actor, spec);
    t.main.sendFds(here, [open(t.main)]);
    return { actor, fd: actor.receiveFds(there).fds[0]! };
  },
};

/** Before the domain, or from outside of it. */
export const origins: readonly Origin[] = [before, received];
