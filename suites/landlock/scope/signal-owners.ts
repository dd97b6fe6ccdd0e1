import {
  type Actor,
  AF_UNIX,
  abi,
  array,
  EAGAIN,
  type Expectation,
  F_OWNER_PID,
  F_OWNER_TID,
  F_SETFL,
  F_SETOWN,
  F_SETOWN_EX,
  F_SETSIG,
  FIOSETOWN,
  fOwnerEx,
  O_ASYNC,
  OK,
  SIGIO,
  SIGUSR1,
  SOCK_STREAM,
  type Step,
  s32,
  since,
  type Value,
} from '../../../runner/index.ts';

// What the specs of owners of descriptors share.

/** Whether a signal for an owner outside is there, if a best-effort program named it. */
export const lost: Expectation = since(abi(6), EAGAIN).otherwise(OK);

/** A way to name the owner of a descriptor, and the signal that the owner gets. */
export interface Way {
  readonly label: string;
  readonly signal: number;
  readonly own: (actor: Actor, fd: Value, owner: Actor) => void;
}
export const setOwner: Way = {
  label: 'F_SETOWN',
  signal: SIGIO,
  own: (actor, fd, owner) => void actor.fcntl(fd, F_SETOWN, owner),
};
export const ownerEx = (type: number, id: Value) => fOwnerEx.encode({ type, pid: id });
export const ways: readonly Way[] = [
  setOwner,
  {
    label: 'F_SETOWN_EX of a process',
    signal: SIGIO,
    own: (actor, fd, owner) => void actor.fcntl(fd, F_SETOWN_EX, ownerEx(F_OWNER_PID, owner.pid)),
  },
  {
    label: 'F_SETOWN_EX of a thread',
    signal: SIGIO,
    own: (actor, fd, owner) => void actor.fcntl(fd, F_SETOWN_EX, ownerEx(F_OWNER_TID, owner.tid)),
  },
  {
    label: 'FIOSETOWN',
    signal: SIGIO,
    own: (actor, fd, owner) => void actor.ioctl(fd, FIOSETOWN, array(s32, [owner.pid])),
  },
  {
    label: 'F_SETOWN and F_SETSIG',
    signal: SIGUSR1,
    own(actor, fd, owner) {
      actor.fcntl(fd, F_SETSIG, SIGUSR1);
      actor.fcntl(fd, F_SETOWN, owner);
    },
  },
];

/** A socket that signals its owner when data comes, and its other end. */
export function socketOf(actor: Actor): { socket: Value; peer: Value } {
  const [socket, peer] = actor.pairOf(actor.socketpair(AF_UNIX, SOCK_STREAM));
  actor.fcntl(socket!, F_SETFL, O_ASYNC);
  return { socket: socket!, peer: peer! };
}

/** Lets data come, and looks for the signal. There is never an error: what must not arrive is lost in silence. */
export function arrives(writer: Actor, peer: Value, receiver: Actor, answer: Expectation, signal = SIGIO): Step {
  writer.write(peer).expect(OK);
  return receiver.sigtimedwait([signal]).expect(answer);
}
