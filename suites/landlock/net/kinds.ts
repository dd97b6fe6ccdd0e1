import {
  type Actor,
  type Address,
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  AF_PACKET,
  AF_UNIX,
  AF_VSOCK,
  abstractAddress,
  be16,
  bytes,
  type Expectation,
  IPPROTO_ICMP,
  IPPROTO_RAW,
  inet4,
  inet6,
  NETLINK_ROUTE,
  netlinkGroups,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
  struct,
  u8,
  u16,
  u32,
  VMADDR_CID_LOCAL,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';

/** `struct sockaddr_ll` (include/uapi/linux/if_packet.h). */
const sockaddrLl = struct('sockaddr_ll', {
  family: u16,
  protocol: be16,
  index: u32,
  hatype: u16,
  type: u8,
  length: u8,
  address: bytes(8),
});
/** `struct sockaddr_vm` (include/uapi/linux/vm_sockets.h). */
const sockaddrVm = struct('sockaddr_vm', { family: u16, reserved: u16, port: u32, cid: u32, zero: bytes(4) });
const ETH_P_IP = 0x0800;
/** The index of `lo`, the first device of every network namespace. */
const LOOPBACK = 1;

const address = (blob: Address['blob'], size: number, words: string): Address => ({ blob, length: size, words });
const packet = address(
  sockaddrLl.encode({ family: AF_PACKET, protocol: ETH_P_IP, index: LOOPBACK, length: 6 }),
  sockaddrLl.size,
  '{AF_PACKET, lo}',
);
/** No multicast groups: the kernel's own address, or one that it gives. */
const kernel = netlinkGroups();
/** A VSOCK address of this machine. */
export const localVsock = (port: number) =>
  address(
    sockaddrVm.encode({ family: AF_VSOCK, port, cid: VMADDR_CID_LOCAL }),
    sockaddrVm.size,
    `{AF_VSOCK local:${port}}`,
  );

/** A UDP datagram of one byte to port 4000, for raw sockets: ports, length, no checksum. */
const DATAGRAM = Uint8Array.of(0x0f, 0xa1, 0x0f, 0xa0, 0, 9, 0, 0, 0x78);
/** An ICMP echo request without data; its checksum is filled in by ping sockets. */
const ECHO = Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 1);
const UDP = 17;

/** A kind of sockets that Landlock does not restrict. */
export interface Kind {
  readonly label: string;
  /** The gap that it shows; none where the protocol has rights or scopes of its own. */
  readonly known?: string;
  /** Before the sandbox. */
  readonly prepare?: (main: Actor) => void;
  /** In the sandbox. */
  readonly use: (client: Actor, free: Expectation) => void;
}

export const kinds: readonly Kind[] = [
  {
    label: 'raw IPv4',
    known: KNOWN.rawSockets,
    use: (client, free) => {
      const socket = client.socket(AF_INET, SOCK_RAW, UDP);
      client.bind(socket, inet4('127.0.0.1', 4000)).expect(free);
      client.sendto(socket, DATAGRAM, inet4('127.0.0.1', 4000)).expect(free);
      client.connect(socket, inet4('127.0.0.1', 4000)).expect(free);
      client.send(socket, DATAGRAM).expect(free);
      client.socket(AF_INET, SOCK_RAW, IPPROTO_RAW).expect(free);
    },
  },
  {
    label: 'raw IPv6',
    known: KNOWN.rawSockets,
    use: (client, free) => {
      const socket = client.socket(AF_INET6, SOCK_RAW, UDP);
      client.bind(socket, inet6('::1', 0)).expect(free);
      client.connect(socket, inet6('::1', 0)).expect(free);
      client.send(socket, DATAGRAM).expect(free);
    },
  },
  {
    label: 'ICMP datagram',
    known: KNOWN.otherSockets,
    prepare: (main) => main.writeFile('/proc/sys/net/ipv4/ping_group_range', '0 0'),
    use: (client, free) => {
      const socket = client.socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
      client.bind(socket, inet4('127.0.0.1', 4000)).expect(free);
      client.sendto(socket, ECHO, inet4('127.0.0.1', 4000)).expect(free);
      client.connect(socket, inet4('127.0.0.1', 4000)).expect(free);
      client.send(socket, ECHO).expect(free);
    },
  },
  {
    label: 'packet',
    known: KNOWN.rawSockets,
    use: (client, free) => {
      const socket = client.socket(AF_PACKET, SOCK_DGRAM, 0);
      client.bind(socket, packet).expect(free);
      client.sendto(socket, 'x', packet).expect(free);
    },
  },
  {
    label: 'netlink',
    known: KNOWN.otherSockets,
    use: (client, free) => {
      const socket = client.socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
      client.bind(socket, kernel).expect(free);
      client.sendto(socket, new Uint8Array(16), kernel).expect(free);
      client.connect(socket, kernel).expect(free);
      client.send(socket, new Uint8Array(16)).expect(free);
    },
  },
  {
    label: 'UNIX stream',
    use: (client, free) => {
      const listener = client.socket(AF_UNIX, SOCK_STREAM);
      client.bind(listener, abstractAddress('kconform-net')).expect(free);
      client.listen(listener);
      client.connect(client.socket(AF_UNIX, SOCK_STREAM), abstractAddress('kconform-net')).expect(free);
    },
  },
  {
    label: 'UNIX datagram',
    use: (client, free) => {
      const receiver = client.socket(AF_UNIX, SOCK_DGRAM);
      client.bind(receiver, abstractAddress('kconform-net')).expect(free);
      const sender = client.socket(AF_UNIX, SOCK_DGRAM);
      client.sendto(sender, 'x', abstractAddress('kconform-net')).expect(free);
      client.connect(sender, abstractAddress('kconform-net')).expect(free);
      client.send(sender).expect(free);
    },
  },
];
