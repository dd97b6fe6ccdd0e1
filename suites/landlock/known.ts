/**
 * Known bugs and gaps of Landlock, in the words that every report uses for them: `vulnerable(KNOWN.sigioGroup, OK)`. One entry for each, however many scenarios
 * show it; the name (CVE, erratum, commit) comes first.
 */
export const KNOWN = {
  sigioGroup: 'CVE-2026-72183: SIGIO to a process group leaves the scope',
  fastopen: 'commit 33cb713db016 missing: MSG_FASTOPEN connects without CONNECT_TCP',
  disconnected: 'erratum 3 (CVE-2025-68736): rules do not count for directories that were moved out of a bind mount',
  whiteouts: 'erratum 4: a whiteout asks for MAKE_CHAR, RENAME_WHITEOUT for nothing',
  subdomainsOff: 'LOG_SUBDOMAINS_OFF is lost without a domain and over fork',
  tsyncWithoutRuleset: 'TSYNC is refused with LOG_SUBDOMAINS_OFF and without a ruleset (7.0.13, 7.1)',
  sessionToParent: 'CVE-2024-42318: KEYCTL_SESSION_TO_PARENT frees the parent of its domain',
  nonTcpStreams: 'erratum 1: TCP rights restrict stream sockets that are not TCP',
  threadSignals: 'erratum 2: a thread may not signal the other threads of its process',
  perfmonMemory: 'CAP_PERFMON: the memory maps of any process can be read, whatever its domain',
  perfmonEvents: 'CAP_PERFMON: the events of any process can be counted, whatever its domain',
  uringPersonality: 'io_uring personality: credentials registered before enforcement stay as they were',
  uringPoll: 'io_uring SQPOLL: the kernel thread of a ring made before enforcement stays unrestricted',
  uringCommand: 'issue 65: io_uring commands to devices need no IOCTL_DEV',
  implicitRefer:
    'commit 55e55920bbe3 missing (5.19.8): files change directories in a domain that does not handle REFER',
  rulesDoNotUnite: 'commit 8ba0005ff418 missing (5.18.3): one rule must grant all rights that an operation needs',
  shortUnspec:
    'commit "Fix TCP handling of short AF_UNSPEC addresses" missing: connect() to a short AF_UNSPEC address is refused',
  anyNetRight: 'any network right makes bind() and connect() of TCP check addresses',
  udpMapped: 'UDP sockets of IPv6 cannot be given addresses of IPv4',
  familyMismatch: 'an address of the other IP family is refused with EINVAL instead of EAFNOSUPPORT',
  autobindErrors: "a denied local port of a UDP socket hides the network stack's errors",
  listenAutobind: 'issue 15: listen() gives a TCP socket a port without BIND_TCP',
  mptcp: 'issue 54: no right restricts MPTCP',
  sctp: 'issue 40: no right restricts SCTP, by calls or by socket options',
  smc: 'no right restricts SMC',
  rawSockets: 'issue 50: no right restricts raw and packet sockets',
  otherSockets: 'issue 6: no right restricts sockets of other families and protocols',
} as const;
