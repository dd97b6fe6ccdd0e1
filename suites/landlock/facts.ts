import { gunzipSync } from 'node:zlib';
import { configValues } from '../../runner/facts/config.ts';
import type { Facts, Masks } from '../../runner/facts/facts.ts';
import { type Answers, ask, type Question, type RunPlan } from '../../runner/scenario/ask.ts';
import type { BootName } from '../../runner/scenario/boots.ts';
import { ERRNO } from '../../runner/syscalls/errno.ts';
import { CONFIG_OPTIONS } from './features/config.ts';
import { features } from './features/index.ts';
import { CREATE_RULESET_ERRATA, CREATE_RULESET_VERSION, rulesetAttr } from './uapi.ts';

interface State {
  readonly release: string;
  readonly landlock: Facts['landlock'];
  readonly abi: number;
  readonly errata: number | undefined;
}

/** Offset and size of `release` in `struct new_utsname` (include/uapi/linux/utsname.h): six fields of 65 bytes. */
const UTSNAME = { size: 390, release: 130, field: 65 };

const state: Question<State> = {
  name: 'state',
  ask(t) {
    const names = t.buffer(UTSNAME.size);
    const uname = t.main.syscall('uname', names).reports(names);
    const version = t.main.syscall('landlock_create_ruleset', null, 0, CREATE_RULESET_VERSION);
    const errata = t.main.syscall('landlock_create_ruleset', null, 0, CREATE_RULESET_ERRATA);
    return (answers) => {
      const bytes = answers.of(uname).outputs[0]?.bytes ?? new Uint8Array();
      const release = new TextDecoder().decode(bytes.subarray(UTSNAME.release, UTSNAME.release + UTSNAME.field));
      const error = answers.errno(version);
      if (error !== 0 && error !== ERRNO.ENOSYS && error !== ERRNO.EOPNOTSUPP) {
        throw new RangeError(`the version query answers errno ${error}`);
      }
      const landlock = error === 0 ? 'enabled' : error === ERRNO.ENOSYS ? 'absent' : 'disabled';
      return {
        release: release.replace(/\0.*$/s, ''),
        landlock,
        abi: Number(returned(answers, version) ?? 0n),
        errata: landlock === 'enabled' ? numberOf(returned(answers, errata)) : undefined,
      };
    };
  },
};

const returned = (answers: Answers, step: Parameters<Answers['of']>[0]): bigint | undefined => {
  const { result } = answers.of(step);
  return result.kind === 'ret' ? result.value : undefined;
};
const numberOf = (value: bigint | undefined) => (value === undefined ? undefined : Number(value));

/** Tries each bit of one field of the ruleset's attr, all others being zero. */
function rightsMask(field: 'handledFs' | 'handledNet' | 'scoped'): Question<bigint> {
  return {
    name: `bits of ${field}`,
    ask(t) {
      const tries = Array.from({ length: 64 }, (_, bit) => {
        const attr = rulesetAttr.encode({ [field]: 1n << BigInt(bit) }, `{${field} bit ${bit}}`);
        return t.main.syscall('landlock_create_ruleset', attr, rulesetAttr.size, 0);
      });
      return (answers) =>
        tries.reduce((mask, step, bit) => (answers.errno(step) === 0 ? mask | (1n << BigInt(bit)) : mask), 0n);
    },
  };
}

/** Tries each flag with a descriptor that is not open: EINVAL says that the flag is unknown, anything else that it is known. */
function flagMask(call: 'landlock_restrict_self' | 'landlock_add_rule'): Question<number> {
  return {
    name: `flags of ${call}`,
    ask(t) {
      // Before ABI 11 restrict_self looks at privileges before it looks at flags.
      t.main.noNewPrivs();
      const tries = Array.from({ length: 32 }, (_, bit) => {
        // A process for each: a flag that works with no ruleset must not be there when the next is tried.
        const actor = t.main.process(`flag-${bit}`);
        const flag = 2 ** bit;
        return call === 'landlock_add_rule' ? actor.syscall(call, -1, 1, null, flag) : actor.syscall(call, -1, flag);
      });
      const unknown: readonly number[] = [ERRNO.EINVAL, ERRNO.ENOSYS, ERRNO.EOPNOTSUPP];
      return (answers) =>
        tries.reduce((mask, step, bit) => (unknown.includes(answers.errno(step)) ? mask : mask + 2 ** bit), 0);
    },
  };
}

/** How much of a file is asked for: /proc/config.gz of a distribution's kernel has 60 KiB. */
const FILE_SIZE = 256 * 1024;

/** What a file of the guest holds; undefined where it is not there. */
function fileContent(name: string, path: string, mount?: { type: string; at: string }): Question<Buffer | undefined> {
  return {
    name,
    namespaces: ['mount'],
    proc: true,
    ask({ main }) {
      // Where the file system is mounted already, or may not be mounted, the file tells.
      if (mount) main.syscall('mount', mount.type, mount.at, mount.type, 0, null);
      const step = main.read(main.open(path), FILE_SIZE);
      return (answers) => {
        const count = returned(answers, step);
        if (count === undefined) return undefined;
        return Buffer.from(answers.of(step).outputs[0]?.bytes.subarray(0, Number(count)) ?? []);
      };
    },
  };
}

const lsmList = fileContent('active LSMs', '/sys/kernel/security/lsm', {
  type: 'securityfs',
  at: '/sys/kernel/security',
});
const configFile = fileContent('/proc/config.gz', '/proc/config.gz');

/**
 * Gathers the facts of a running kernel by asking it: Landlock's state, ABI and errata, every bit of every mask, and the features of
 * `suites/landlock/features/`, its configuration and its active security modules.
 *
 * @param run runs a plan in the guest
 * @param options `arch` of the guest; `boot`, how it was booted (a question that wants another way is answered with no); `config`, the text of its configuration where its package or tree has one (else /proc/config.gz is read)
 * @throws RangeError when the probe failed, or the kernel answers what no kernel answers
 */
export async function gatherFacts(
  run: RunPlan,
  options: { arch?: Facts['arch']; boot?: BootName; config?: string | undefined } = {},
): Promise<Facts> {
  const { arch = 'x86_64', boot = 'default' } = options;
  const known = await ask(state, run, arch);
  const masks: Masks = {
    fs: await ask(rightsMask('handledFs'), run, arch),
    net: await ask(rightsMask('handledNet'), run, arch),
    scoped: await ask(rightsMask('scoped'), run, arch),
    restrictFlags: await ask(flagMask('landlock_restrict_self'), run, arch),
    addRuleFlags: await ask(flagMask('landlock_add_rule'), run, arch),
  };
  const plain: Facts = { arch, ...known, masks, features: {} };
  const found: Record<string, boolean> = {};
  for (const [name, feature] of Object.entries(features)) {
    const { boot: wanted = boot } = feature.question;
    if (feature.from !== undefined) found[name] = feature.from(plain);
    else if (feature.minimalAbi <= plain.abi && wanted === boot)
      found[name] = await ask({ name, ...feature.question }, run, arch);
    else found[name] = false;
  }
  const packed = options.config === undefined ? await ask(configFile, run, arch) : undefined;
  const config = options.config ?? (packed && gunzipSync(packed).toString());
  const lsms = await ask(lsmList, run, arch);
  return {
    ...plain,
    features: found,
    ...(config !== undefined && { config: configValues(config, CONFIG_OPTIONS) }),
    ...(lsms && { lsms: lsms.toString().trim().split(',') }),
  };
}
