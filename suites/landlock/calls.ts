import { type Actor, named, type Step, type Value, valueInWords } from '../../runner/index.ts';
import type { RulesetValues } from './refusals.ts';
import * as uapi from './uapi.ts';

const NOTHING: RulesetValues = {
  handledFs: 0n,
  handledNet: 0n,
  scoped: 0n,
  quietFs: 0n,
  quietNet: 0n,
  quietScoped: 0n,
};

/** A ruleset in words: `{fs=READ_FILE, scoped=SIGNAL}`. */
export function rulesetInWords(values: Partial<RulesetValues>): string {
  const { handledFs, handledNet, scoped, quietFs, quietNet, quietScoped } = { ...NOTHING, ...values };
  const parts = [
    ['fs', uapi.FS, handledFs],
    ['net', uapi.NET, handledNet],
    ['scoped', uapi.SCOPE, scoped],
    ['quiet_fs', uapi.FS, quietFs],
    ['quiet_net', uapi.NET, quietNet],
    ['quiet_scoped', uapi.SCOPE, quietScoped],
  ] as const;
  const said = parts
    .filter(([, , bits]) => bits !== 0n)
    .map(([name, table, bits]) => `${name}=${uapi.bitsInWords(table, bits)}`);
  return `{${said.join(', ')}}`;
}

// The three system calls, recorded as they are, in both arms and for every kernel: for scenarios about the calls themselves.

/**
 * landlock_create_ruleset.
 *
 * @param values of the attr, encoded in 48 bytes
 * @param size in bytes that the call is told; what lies beyond is not read
 * @param flags of the call
 */
export function createRuleset(actor: Actor, values: Partial<RulesetValues>, size = 48, flags = 0): Step {
  const attr = uapi.rulesetAttr.encode({ ...NOTHING, ...values }, rulesetInWords(values));
  return actor.syscall('landlock_create_ruleset', attr, size, flags).as('ruleset');
}

/** landlock_create_ruleset(NULL, 0, flags): asks for the ABI (flags 1) or the errata (flags 2). */
export function queryLandlock(actor: Actor, flags: number): Step {
  const names: Record<number, string> = { 1: 'LANDLOCK_CREATE_RULESET_VERSION', 2: 'LANDLOCK_CREATE_RULESET_ERRATA' };
  return actor.syscall('landlock_create_ruleset', null, 0, named(flags, names[flags] ?? String(flags)));
}

/** landlock_add_rule for a directory or file. */
export function addPathRule(actor: Actor, ruleset: Value, parentFd: Value, allowed: bigint, flags = 0): Step {
  const words = `{${uapi.bitsInWords(uapi.FS, allowed)} beneath ${valueInWords(parentFd)}}`;
  const attr = uapi.pathBeneathAttr.encode({ allowed, parentFd }, words);
  return actor.syscall('landlock_add_rule', ruleset, named(uapi.RULE_PATH_BENEATH, 'PATH_BENEATH'), attr, flags);
}

/** landlock_add_rule for a port (host byte order). */
export function addPortRule(actor: Actor, ruleset: Value, port: number, allowed: bigint, flags = 0): Step {
  const attr = uapi.netPortAttr.encode({ allowed, port }, `{${uapi.bitsInWords(uapi.NET, allowed)}, port ${port}}`);
  return actor.syscall('landlock_add_rule', ruleset, named(uapi.RULE_NET_PORT, 'NET_PORT'), attr, flags);
}

/** landlock_restrict_self. Does not set no_new_privs. */
export function restrictSelf(actor: Actor, ruleset: Value, flags = 0): Step {
  return actor.syscall('landlock_restrict_self', ruleset, flags);
}
