import {
  AF_NETLINK,
  AUDIT_LANDLOCK_ACCESS,
  AUDIT_LANDLOCK_DOMAIN,
  AUDIT_NLGRP_READLOG,
  AUDIT_TRUSTED_APP,
  type Context,
  type FilterInstruction,
  NETLINK_AUDIT,
  netlinkGroups,
  netlinkText,
  SO_ATTACH_FILTER,
  SO_RCVTIMEO,
  SOCK_RAW,
  SOL_SOCKET,
  type Step,
  socketFilter,
} from '../../runner/index.ts';

/**
 * Seconds until a record that does not come counts as missing (EAGAIN). The kernel threads that send records need some milliseconds of a processor, for which a guest
 * on a busy host may wait many times longer; only what is missing is ever waited for so long.
 */
const PATIENCE = 15;

/**
 * A netlink socket of `t.main` on which the log is read. `t.main` must be in the initial network and user namespaces now (kernel/audit.c,
 * kauditd_send_multicast_skb(), audit_multicast_bind()); its pid namespace does not matter.
 */
export function openLog({ main }: Context, { program, size }: ReturnType<typeof socketFilter>): Step {
  const socket = main.socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT).as('log');
  const timeout = Uint8Array.from(Buffer.from(BigInt64Array.of(BigInt(PATIENCE), 0n).buffer));
  main.syscall('setsockopt', socket, SOL_SOCKET, SO_ATTACH_FILTER, program, size);
  main.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, timeout);
  main.bind(socket, netlinkGroups(AUDIT_NLGRP_READLOG));
  return socket;
}

/** Waits for the next record. */
export function nextRecord({ main }: Context, socket: Step, size: number): Step {
  // The socket gives up first.
  return main.recv(socket, size).deadline((PATIENCE + 1) * 1000);
}

/** Makes the kernel log a text of `t.main` (kernel/audit.c, audit_receive_msg()): what was logged before is in front of it. */
export function logText({ main }: Context, socket: Step, text: string): void {
  main.send(socket, netlinkText(AUDIT_TRUSTED_APP, text));
}

// Classic BPF on a netlink socket sees the message from its header on (include/uapi/linux/filter.h; net/netlink/af_netlink.c, do_one_broadcast()).
// It loads numbers in network byte order, so those of the header and of the text come reversed.

const LOAD_HALF = 0x28;
const LOAD_LENGTH = 0x80;
const TO_INDEX = 0x07;
const LOAD_WORD_INDEXED = 0x40;
const LOAD_BYTE_INDEXED = 0x50;
const JUMP_EQUAL = 0x15;
const RETURN = 0x06;

const ACCEPT: FilterInstruction = { code: RETURN, k: 0xffff };
const REJECT: FilterInstruction = { code: RETURN, k: 0 };
const TYPE_OFFSET = 4;

const swapped = (type: number) => ((type & 0xff) << 8) | (type >> 8);
const ALS = 0x616c733d;
/** A release ends with `denials=N`: the place of `als=` from the end, for a number of so many digits. */
const countAt = (digits: number) => -4 - digits;

/** What was logged of denials, and of new domains, and the texts of {@link logText}; not the ends of domains. */
export function recordsFilter(): ReturnType<typeof socketFilter> {
  const lengths = Array.from({ length: 10 }, (_, index) => index + 1);
  // Each pair jumps over the pairs after it and over ACCEPT.
  const releases = lengths.flatMap((digits): FilterInstruction[] => [
    { code: LOAD_WORD_INDEXED, k: countAt(digits) },
    { code: JUMP_EQUAL, k: ALS, jt: 2 * (lengths.length - digits) + 1 },
  ]);
  const accept = 2 + releases.length;
  return socketFilter([
    { code: LOAD_HALF, k: TYPE_OFFSET },
    { code: JUMP_EQUAL, k: swapped(AUDIT_TRUSTED_APP), jt: accept + 2 },
    { code: JUMP_EQUAL, k: swapped(AUDIT_LANDLOCK_ACCESS), jt: accept + 1 },
    { code: JUMP_EQUAL, k: swapped(AUDIT_LANDLOCK_DOMAIN), jf: accept + 1 },
    { code: LOAD_LENGTH, k: 0 },
    { code: TO_INDEX, k: 0 },
    ...releases,
    ACCEPT,
    REJECT,
  ]);
}

/**
 * The ends of domains.
 *
 * @param denials of one digit, with which the domain ended; without it all ends
 */
export function releasesFilter(denials?: number): ReturnType<typeof socketFilter> {
  const lengths = denials === undefined ? Array.from({ length: 10 }, (_, index) => index + 1) : [1];
  const found = lengths.flatMap((digits): FilterInstruction[] => [
    { code: LOAD_WORD_INDEXED, k: countAt(digits) },
    { code: JUMP_EQUAL, k: ALS, jt: 2 * (lengths.length - digits) + 1 },
  ]);
  const counted: FilterInstruction[] =
    denials === undefined
      ? []
      : [
          { code: LOAD_BYTE_INDEXED, k: -1 },
          { code: JUMP_EQUAL, k: `${denials}`.charCodeAt(0), jf: 1 },
        ];
  return socketFilter([
    { code: LOAD_HALF, k: TYPE_OFFSET },
    { code: JUMP_EQUAL, k: swapped(AUDIT_LANDLOCK_DOMAIN), jf: 2 + found.length },
    { code: LOAD_LENGTH, k: 0 },
    { code: TO_INDEX, k: 0 },
    ...found,
    REJECT,
    ...counted,
    ACCEPT,
    REJECT,
  ]);
}
