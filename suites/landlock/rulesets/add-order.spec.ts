import {
  type Actor,
  AF_UNIX,
  AT_FDCWD,
  EBADF,
  EBADFD,
  EINVAL,
  named,
  O_CREAT,
  O_PATH,
  O_RDONLY,
  OK,
  SOCK_STREAM,
  type Step,
  scenario,
  type Value,
} from '../../../runner/index.ts';
import { NOWHERE } from '../abi/bad-calls.ts';
import { madeRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { FS, NET, netPortAttr, pathBeneathAttr, RULE_NET_PORT, RULE_PATH_BENEATH } from '../uapi.ts';
import { addRuleRefusal, type Call, commonMistakes, type ObjectChecks } from './add-order.ts';
import { combinationsOf, type Mistake } from './order.ts';
import { users } from './users.ts';

const doc = 'security/landlock/syscalls.c: landlock_add_rule(), add_rule_path_beneath(), add_rule_net_port()';
const control = 'none: about the system call itself';
const tags = ['ruleset', 'rule', 'errno'];
const UNKNOWN = 1n << 63n;

/** What the words of a call mean to one process: its rulesets and objects. */
interface World {
  readonly rulesets: Readonly<Record<Call['ruleset'], Value>>;
  readonly attrs: (call: Call) => Value;
}

function add(actor: Actor, world: World, call: Call, words: string): Step {
  const attrs = { right: world.attrs(call), NULL: null, unmapped: NOWHERE };
  const attr = named(attrs[call.attr], words);
  return actor.syscall('landlock_add_rule', world.rulesets[call.ruleset], call.type, attr, call.flags);
}

/** A descriptor that no actor has open. */
const CLOSED = 999;

function rulesetsOf(actor: Actor, values: Parameters<typeof madeRuleset>[1]): World['rulesets'] {
  const right = madeRuleset(actor, values);
  actor.dup3(right, 100);
  return { right, closed: CLOSED, O_PATH: actor.open('/proc/self/fd/100', O_PATH), 'a file': actor.open('.') };
}

// get_path_from_fd(), then landlock_append_fs_rule(): the directory's right of these rules is none for a file.
const parentChecks: ObjectChecks = [
  { answer: EBADF, refuses: ({ object }) => object === 'closed' || object === 'AT_FDCWD' },
  { answer: EBADFD, refuses: ({ object }) => object === 'the ruleset' || object === 'a socket' },
  { answer: EINVAL, refuses: ({ object }) => object === 'a file' },
];
const parents: readonly Mistake<Call>[] = [
  { label: 'a parent that is not open', change: { object: 'closed' } },
  { label: 'AT_FDCWD for the parent', change: { object: 'AT_FDCWD' } },
  { label: 'the ruleset for the parent', change: { object: 'the ruleset' } },
  { label: 'a socket for the parent', change: { object: 'a socket' } },
  { label: 'a file for the parent and a right of directories', change: { object: 'a file' } },
];
const pathMistakes = [...commonMistakes, ...parents];
const rightPath: Call = {
  flags: 0,
  ruleset: 'right',
  type: RULE_PATH_BENEATH,
  attr: 'right',
  access: 'right',
  object: 'a directory',
};

scenario(
  'landlock_add_rule for a path with {mistake}, and maybe another mistake, answers for the one that is checked first: {user}',
  { doc, tags, control, proc: true, variants: { mistake: pathMistakes, user: users } },
  ({ main, mistake, user }) => {
    user.become(main);
    const rulesets = rulesetsOf(main, { handledFs: FS.READ_FILE | FS.READ_DIR });
    const objects: Record<string, Value> = {
      'a directory': main.open('.', O_PATH),
      closed: CLOSED,
      AT_FDCWD,
      'the ruleset': rulesets.right,
      'a socket': main.socket(AF_UNIX, SOCK_STREAM),
      'a file': main.open('file', O_RDONLY | O_CREAT),
    };
    const access = {
      right: FS.READ_DIR,
      none: 0n,
      unhandled: FS.READ_DIR | FS.EXECUTE,
      unknown: FS.READ_DIR | UNKNOWN,
    };
    const attrs = (call: Call) =>
      pathBeneathAttr.encode({ allowed: access[call.access], parentFd: objects[call.object]! });
    for (const { words, call } of combinationsOf(pathMistakes, mistake, rightPath)) {
      add(main, { rulesets, attrs }, call, words).expect(addRuleRefusal(call, parentChecks));
    }
    add(main, { rulesets, attrs }, rightPath, 'no mistake').expect(byAbi(() => OK));
  },
);

const portChecks: ObjectChecks = [{ answer: EINVAL, refuses: ({ object }) => object !== '80' }];
const ports: readonly Mistake<Call>[] = [
  { label: 'port 65536', change: { object: '65536' } },
  { label: 'the largest number for the port', change: { object: String(2n ** 64n - 1n) } },
];
const portMistakes = [...commonMistakes, ...ports];
const rightPort: Call = { ...rightPath, type: RULE_NET_PORT, object: '80' };

scenario(
  'landlock_add_rule for a port with {mistake}, and maybe another mistake, answers for the one that is checked first: {user}',
  { doc, tags, control, proc: true, variants: { mistake: portMistakes, user: users } },
  ({ main, mistake, user, facts }) => {
    user.become(main);
    // Before ABI 4 there are no rights for ports, and the type of the rule is one mistake more.
    const rulesets = rulesetsOf(main, facts.abi >= 4 ? { handledNet: NET.BIND_TCP } : { handledFs: FS.READ_FILE });
    const access = { right: NET.BIND_TCP, none: 0n, unhandled: NET.CONNECT_TCP, unknown: UNKNOWN };
    const attrs = (call: Call) => netPortAttr.encode({ allowed: access[call.access], port: BigInt(call.object) });
    for (const { words, call } of combinationsOf(portMistakes, mistake, rightPort)) {
      add(main, { rulesets, attrs }, call, words).expect(addRuleRefusal(call, portChecks));
    }
    add(main, { rulesets, attrs }, rightPort, 'no mistake').expect(byAbi((level) => (level >= 4 ? OK : EINVAL)));
  },
);
