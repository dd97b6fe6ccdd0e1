// Constants of netlink, audit and socket filters, with the values of x86-64 (Linux UAPI headers).
export const NETLINK_AUDIT = 9;
export const NLM_F_REQUEST = 1;
/** Multicast group of everything that is logged (include/uapi/linux/audit.h). */
export const AUDIT_NLGRP_READLOG = 1;
export const AUDIT_TRUSTED_APP = 1121;
export const AUDIT_LANDLOCK_ACCESS = 1423;
export const AUDIT_LANDLOCK_DOMAIN = 1424;
export const SO_ATTACH_FILTER = 26;
