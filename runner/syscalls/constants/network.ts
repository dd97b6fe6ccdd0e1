// Constants of networks, with the values of x86-64 (Linux UAPI headers).
export const AF_CAN = 29;
export const AF_BLUETOOTH = 31;
export const IPPROTO_SMC = 0x100;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_RAW = 255;
export const SOL_UDP = 17;
export const IP_BIND_ADDRESS_NO_PORT = 24;
export const IPV6_ADDRFORM = 1;
export const UDP_CORK = 1;
export const NETLINK_ROUTE = 0;
export const NETLINK_USERSOCK = 2;
export const CAN_RAW = 1;
export const VMADDR_CID_LOCAL = 1;
