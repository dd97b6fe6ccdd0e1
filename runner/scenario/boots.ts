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

/** Name of a way of booting: the probe alone with these words, or a root with real programs (`fixtures/rootfs/NAME`). */
export type BootName = keyof typeof boots | `rootfs:${string}`;

const rootPrefix = 'rootfs:';

/** Name of the root that a boot has; undefined for one with the probe alone. */
export function rootOf(boot: BootName): string | undefined {
  return boot.startsWith(rootPrefix) ? boot.slice(rootPrefix.length) : undefined;
}

/** Words that a boot adds to the kernel command line. */
export function bootWords(boot: BootName): readonly string[] {
  return boots[boot as keyof typeof boots] ?? [];
}

/** How a scenario wants its kernel booted: as it says, or with the root that is among its needs. */
export function bootOf({ boot, needs = [] }: { boot?: BootName | undefined; needs?: readonly unknown[] }): BootName {
  const root = needs.find((need): need is BootName => typeof need === 'string' && need.startsWith(rootPrefix));
  return boot ?? root ?? 'default';
}
