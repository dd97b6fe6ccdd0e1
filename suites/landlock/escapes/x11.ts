import { type Actor, type Context, exits, OK, SOCK_STREAM, type Step } from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { client, run } from './session.ts';
import { byControls, type Display, type DoorName, doorKinds, nameOf, reaches, traceOf } from './x11-doors.ts';

// An X client of fixtures/rootfs/display. Three observations: how xprop exits, which doors it tried and what each answered (as strace tells), and whether the display outside has changed.

/** What every scenario about displays needs. */
export const display = 'rootfs:display';

/** strace shows nothing but connect(2) calls. */
const traced = ['/usr/bin/strace', '-qq', '-e', 'signal=none', '-e', 'trace=connect'];
const xprop = ['/usr/bin/xprop', '-root', '-f', 'KCONFORM', '8s'];

/** What a sandbox does to displays. */
export interface DisplaySandbox {
  readonly spec: SandboxSpec;
  /** Doors that are closed where the kernel has the control. */
  readonly restricted: readonly DoorName[];
}

/** A client in a sandbox sets a property of the root window, and says by which door. */
export function expectChange(t: Context, actor: Actor, target: Display, restricted: readonly DoorName[]): void {
  const asked = t.arm === 'test' ? restricted : [];
  run(actor, [...traced, ...xprop, '-set', 'KCONFORM', 'changed'], { DISPLAY: nameOf(target) })
    .expect(byControls(asked, (closed) => (reaches(target, closed) ? exits(0) : exits(1))))
    .control(exits(0))
    .prints(byControls(asked, (closed) => traceOf(target, closed)));
}

/** What another client finds there: the property, or that it is not there (xprop.c, Show_Prop()). */
export function expectProperty(t: Context, actor: Actor, target: Display, restricted: readonly DoorName[]): Step {
  const asked = t.arm === 'test' ? restricted : [];
  const found = (closed: readonly DoorName[]) =>
    reaches(target, closed) ? 'KCONFORM(STRING) = "changed"' : 'KCONFORM:  not found.';
  return run(actor, [...xprop, 'KCONFORM'], { DISPLAY: `:${target.number}` })
    .expect(OK)
    .prints(byControls(asked, found));
}

/** Starts a server, which is there when this has ended: it says then what its number is. */
export function startServer(actor: Actor, { number }: Display, options: readonly string[]): void {
  const server = ['/usr/bin/Xvfb', `:${number}`, '-screen 0 64x64x24 -noreset -extension GLX -displayfd 3', ...options];
  const background = `{ ${server.join(' ')} 3>&1 >/dev/null 2>&1 & } | read number`;
  run(actor, ['/bin/sh', '-c', background]).expect(exits(0));
}

/** Whoever does not use libxcb knocks at each door by itself. */
function expectConnects(actor: Actor, target: Display, restricted: readonly DoorName[]): void {
  for (const door of target.doors) {
    const { family, address, denied } = doorKinds[door];
    const socket = actor.socket(family, SOCK_STREAM);
    const asked = restricted.includes(door) ? [door] : [];
    actor
      .connect(socket, address(target.number))
      .expect(byControls(asked, (closed) => (closed.includes(door) ? denied : OK)));
    actor.close(socket);
  }
}

/** A client in a sandbox changes a display outside, or is kept from it. */
export function changeDisplay(t: Context, target: Display, { spec, restricted }: DisplaySandbox): void {
  const actor = client(t);
  landlock(actor, spec);
  expectChange(t, actor, target, restricted);
  expectConnects(actor, target, restricted);
  expectProperty(t, client(t, 'outside'), target, restricted);
}
