// Requests of terminals that make signals, with the values of x86-64 (include/uapi/asm-generic/ioctls.h).
export const TIOCSCTTY = 0x540e;
export const TIOCSPGRP = 0x5410;
export const TIOCSWINSZ = 0x5414;
export const TIOCNOTTY = 0x5422;
export const TIOCSIG = 0x40045436;
