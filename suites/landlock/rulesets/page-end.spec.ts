import {
  type Actor,
  array,
  E2BIG,
  EFAULT,
  EINVAL,
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_PRIVATE,
  named,
  O_PATH,
  OK,
  PROT_READ,
  PROT_WRITE,
  type Step,
  scenario,
  u64,
} from '../../../runner/index.ts';
import { madeRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { FS, NET, netPortAttr, pathBeneathAttr, RULE_NET_PORT, RULE_PATH_BENEATH } from '../uapi.ts';

// How many bytes of an attr are read, shown by an attr at the end of a page that is followed by nothing.

const control = 'none: about the system call itself';
const tags = ['ruleset', 'attr'];

/** An address that nothing is at: below the program (0x400000) and above vm.mmap_min_addr. */
const PAGE_AT = 0x20_0000;
const PAGE = 4096;
const END = PAGE_AT + PAGE;

/** Makes the page, and nothing behind it. */
function mapPage(actor: Actor): void {
  const protection = named(PROT_READ | PROT_WRITE, 'PROT_READ|PROT_WRITE');
  const flags = named(MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, 'MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED');
  actor.syscall('mmap', PAGE_AT, PAGE, protection, flags, -1, 0);
}

/** Puts bytes where the page ends, or before that. */
function put(actor: Actor, bytes: Uint8Array, address: number): void {
  const [reading, writing] = actor.pairOf(actor.pipe2());
  actor.write(writing, bytes);
  actor.syscall('read', reading, named(address, `page end - ${END - address}`), bytes.length);
}

const words = (...values: bigint[]) => array(u64, values).bytes;
const create = (actor: Actor, address: number, size: number) =>
  actor.syscall('landlock_create_ruleset', named(address, `page end - ${END - address}`), size, 0);

scenario(
  'landlock_create_ruleset reads as many bytes as it is told, up to the end of a page',
  { doc: 'security/landlock/syscalls.c: copy_min_struct_from_user()', tags, control, scratch: false },
  ({ main }) => {
    mapPage(main);
    put(main, words(FS.READ_FILE, 0n, 0n), END - 24);
    create(main, END - 24, 8).expect(byAbi(() => OK));
    create(main, END - 24, 24).expect(byAbi(() => OK));
    create(main, END - 24, 25).expect(byAbi(() => EFAULT));
    create(main, END - 24, PAGE).expect(byAbi(() => EFAULT));
    create(main, END - 4, 8).expect(byAbi(() => EFAULT));
  },
);

scenario(
  'content behind the attr is refused before memory that is missing behind the content',
  {
    doc: 'include/linux/uaccess.h: copy_struct_from_user(); lib/usercopy.c: check_zeroed_user()',
    tags,
    control,
    scratch: false,
  },
  ({ main }) => {
    mapPage(main);
    put(main, words(FS.READ_FILE), END - 128);
    create(main, END - 128, 128).expect(byAbi(() => OK));
    create(main, END - 128, 256).expect(byAbi(() => EFAULT));
    put(main, words(1n), END - 16);
    create(main, END - 128, 256).expect(byAbi(() => E2BIG));
  },
);

const add = (actor: Actor, ruleset: Step, type: number, address: number) =>
  actor.syscall('landlock_add_rule', ruleset, type, named(address, `page end - ${END - address}`), 0);

scenario(
  'landlock_add_rule reads 12 bytes for a path and no more',
  { doc: 'include/uapi/linux/landlock.h: landlock_path_beneath_attr (is packed)', tags, control, scratch: false },
  ({ main }) => {
    const ruleset = madeRuleset(main, { handledFs: FS.READ_FILE });
    main.dup3(main.open('/', O_PATH), 100);
    mapPage(main);
    put(main, pathBeneathAttr.encode({ allowed: FS.READ_FILE, parentFd: 100 }).bytes, END - 12);
    add(main, ruleset, RULE_PATH_BENEATH, END - 12).expect(byAbi(() => OK));
    add(main, ruleset, RULE_PATH_BENEATH, END - 11).expect(byAbi(() => EFAULT));
  },
);

scenario(
  'landlock_add_rule reads 16 bytes for a port and no more',
  { doc: 'include/uapi/linux/landlock.h: landlock_net_port_attr', tags, control, scratch: false },
  ({ main, facts }) => {
    const values = facts.abi >= 4 ? { handledNet: NET.BIND_TCP } : { handledFs: FS.READ_FILE };
    const ruleset = madeRuleset(main, values);
    mapPage(main);
    put(main, netPortAttr.encode({ allowed: NET.BIND_TCP, port: 80n }).bytes, END - 16);
    // Before ABI 4 the type is unknown, which is found before the attr is read (and in 5.13 before the ruleset is).
    add(main, ruleset, RULE_NET_PORT, END - 16).expect(byAbi((level) => (level >= 4 ? OK : EINVAL)));
    add(main, ruleset, RULE_NET_PORT, END - 15).expect(byAbi((level) => (level >= 4 ? EFAULT : EINVAL)));
  },
);
