// Constants of networks, with the values of x86-64 (Linux UAPI headers).
export const IPPROTO_RAW = 255;
export const IP_BIND_ADDRESS_NO_PORT = 24;
export const IPV6_ADDRFORM = 1;
export const NETLINK_ROUTE = 0;
export const VMADDR_CID_LOCAL = 1;
