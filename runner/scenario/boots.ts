/** The ways of booting a kernel that a scenario can ask for, with the words that they add to the kernel command line. */
export const boots = {
  default: [],
  /** Landlock built in but not enabled. The last `lsm=` on the command line wins. */
  'landlock-disabled': ['lsm=capability'],
  /**
   * Audit enabled: nobody in the pid namespace of a plan can do that (kernel/audit.c, audit_netlink_ok()). No record is dropped for want of room, and
   * the kernel does not complain about how many there are. With the console's log level none of them goes over the serial port.
   */
  audit: ['audit=1', 'audit_backlog_limit=0', 'sysctl.kernel.printk_ratelimit=0'],
} as const satisfies Record<string, readonly string[]>;

/** Name of a way of booting. */
export type BootName = keyof typeof boots;
