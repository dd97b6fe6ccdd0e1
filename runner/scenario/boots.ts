/** The ways of booting a kernel that a scenario can ask for, with the words that they add to the kernel command line. */
export const boots = {
  default: [],
  /** Landlock built in but not enabled. The last `lsm=` on the command line wins. */
  'landlock-disabled': ['lsm=capability'],
} as const satisfies Record<string, readonly string[]>;

/** Name of a way of booting. */
export type BootName = keyof typeof boots;
