import {
  type Actor,
  abi,
  array,
  type Context,
  EAGAIN,
  type Expectation,
  O_NOCTTY,
  O_RDWR,
  OK,
  SIGCONT,
  SIGHUP,
  SIGINT,
  SIGQUIT,
  SIGTSTP,
  SIGWINCH,
  type Step,
  s32,
  scenario,
  since,
  TIOCGPTPEER,
  TIOCNOTTY,
  TIOCSCTTY,
  TIOCSIG,
  TIOCSPGRP,
  TIOCSPTLCK,
  TIOCSWINSZ,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { refused, signalScope } from './signal-calls.ts';

const tags = ['scope', 'signal', 'terminal'];
const programs = ['strict', 'best-effort'] as const;
/** The line discipline works in the background. */
const SOON = 1000;

/** A terminal whose other side everybody can have: its master, and its slave. */
function terminal(actor: Actor): { master: Step; slave: Step } {
  const master = actor.open('/dev/ptmx', O_RDWR | O_NOCTTY);
  actor.ioctl(master, TIOCSPTLCK, new Uint8Array(4));
  return { master, slave: actor.ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY).as('slave') };
}

/** Leads a session with this controlling terminal. */
function control(leader: Actor, slave: Value): void {
  leader.syscall('setsid');
  leader.ioctl(slave, TIOCSCTTY);
}

const causes: readonly { label: string; signal: number; act: (t: Context, client: Actor, master: Value) => Step }[] = [
  { label: 'Ctrl+C', signal: SIGINT, act: (_, client, master) => client.write(master, '\x03') },
  { label: 'Ctrl+\\', signal: SIGQUIT, act: (_, client, master) => client.write(master, '\x1c') },
  { label: 'Ctrl+Z', signal: SIGTSTP, act: (_, client, master) => client.write(master, '\x1a') },
  { label: 'TIOCSIG', signal: SIGINT, act: (_, client, master) => client.ioctl(master, TIOCSIG, SIGINT) },
  {
    label: 'a new size of the window',
    signal: SIGWINCH,
    act: (_, client, master) => client.ioctl(master, TIOCSWINSZ, Uint8Array.of(24, 0, 80, 0, 0, 0, 0, 0)),
  },
];

scenario(
  'what a terminal makes of {cause} is the terminal’s signal, not that of whoever has its master',
  {
    doc: 'drivers/tty/n_tty.c: __isig(); drivers/tty/pty.c: pty_signal(), pty_resize() (kill_pgrp() with priv, which check_kill_permission() lets pass)',
    tags,
    variants: { cause: causes },
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([t.cause.signal]);
    const { master, slave } = terminal(t.main);
    const leader = t.main.process('leader');
    control(leader, slave);
    const client = t.main.process('client');
    landlock(client, signalScope);
    client.kill(leader, t.cause.signal).expect(refused);
    leader.sigtimedwait([t.cause.signal]).expect(since(abi(6), EAGAIN).otherwise(OK));
    t.cause.act(t, client, master).expect(OK);
    leader.sigtimedwait([t.cause.signal], SOON).expect(OK);
  },
);

scenario(
  'closing a terminal’s master hangs up the session outside',
  { doc: 'drivers/tty/tty_jobctrl.c: tty_signal_session_leader() (SEND_SIG_PRIV)', tags, programs, scratch: false },
  (t) => {
    t.main.sigprocmask([SIGHUP, SIGCONT]);
    const client = t.main.process('client');
    const { master, slave } = terminal(client);
    const leader = client.process('leader');
    leader.close(master);
    control(leader, slave);
    landlock(client, signalScope);
    client.kill(leader, SIGHUP).expect(refused);
    leader.sigtimedwait([SIGHUP]).expect(since(abi(6), EAGAIN).otherwise(OK));
    client.close(master).expect(OK);
    leader.sigtimedwait([SIGHUP], SOON).expect(OK);
    leader.sigtimedwait([SIGCONT], SOON).expect(OK);
  },
);

const partings: readonly { label: string; act: (leader: Actor, slave: Value) => void; own: boolean }[] = [
  { label: 'TIOCNOTTY', act: (leader, slave) => void leader.ioctl(slave, TIOCNOTTY).expect(OK), own: true },
  {
    label: 'its end',
    act(leader) {
      leader.exit();
      leader.context.main.wait4(leader);
    },
    own: false,
  },
];

// disassociate_ctty() passes `on_exit` for priv: what TIOCNOTTY sends is the caller's own signal.
scenario(
  'when a sandboxed session leader parts with its terminal by {parting}, a foreground group outside {fate}',
  {
    doc: 'drivers/tty/tty_jobctrl.c: disassociate_ctty(); kernel/signal.c: kill_pgrp(), si_fromuser()',
    tags,
    variants: { parting: partings, fate: [{ label: 'hears nothing' }, { label: 'is hung up' }] },
    where: ({ parting, fate }) => parting.own === (fate.label === 'hears nothing'),
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGHUP, SIGCONT]);
    const { slave } = terminal(t.main);
    const leader = t.main.process('leader');
    control(leader, slave);
    const job = leader.process('job');
    job.syscall('setpgid', 0, 0);
    leader.ioctl(slave, TIOCSPGRP, array(s32, [job]));
    landlock(leader, signalScope);
    leader.kill(job, 0).expect(refused);
    t.parting.act(leader, slave);
    const answer: Expectation = t.parting.own ? since(abi(6), EAGAIN).otherwise(OK) : OK;
    job.sigtimedwait([SIGHUP]).expect(answer);
    if (t.parting.own) job.sigtimedwait([SIGCONT]).expect(answer);
  },
);
