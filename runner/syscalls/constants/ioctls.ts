// Requests of ioctl(2), with the values of x86-64 (Linux UAPI headers; generated). Those of terminals and descriptors are in mounts.ts, FIGETBSZ and FS_IOC_GETFLAGS in open.ts.
export const FIBMAP = 0x1;
export const FIFREEZE = 0xc0045877;
export const FITHAW = 0xc0045878;
export const FICLONE = 0x40049409;
export const FICLONERANGE = 0x4020940d;
export const FIDEDUPERANGE = 0xc0189436;
export const FS_IOC_FIEMAP = 0xc020660b;
export const FS_IOC_FSGETXATTR = 0x801c581f;
export const FS_IOC_GETFSUUID = 0x80111500;
export const FS_IOC_GETFSSYSFSPATH = 0x80811501;
export const RNDGETENTCNT = 0x80045200;
