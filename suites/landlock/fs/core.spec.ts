import { abi, config, ENOENT, ends, F_OK, OK, SIGABRT, scenario, since, value } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { type FsRight, fsRightsOf } from '../uapi.ts';

const RLIMIT_CORE = 4;
/** `struct rlimit64` without a limit. */
const UNLIMITED = new Uint8Array(16).fill(0xff);

// Kernels up to 6.1 open the file for reading, too, and 6.12 does not; which others do neither ABI nor errata tell. So READ_FILE is granted always.
const missing = [
  { label: 'with every right', right: undefined, denied: undefined },
  { label: 'without MAKE_REG', right: 'MAKE_REG', denied: ENOENT },
  // The file is made before it is opened, and stays.
  { label: 'without WRITE_FILE', right: 'WRITE_FILE', denied: value(0) },
] as const;

scenario(
  'a core dump is written with the rights of the process that dies, {missing}',
  {
    doc: 'fs/coredump.c: coredump_file() (opens with the credentials of the process)',
    tags: ['fs', 'coredump'],
    variants: { missing },
    programs: ['strict', 'best-effort'],
    needs: ['root', config('COREDUMP')],
  },
  (t) => {
    const { right, denied } = t.missing;
    // Anything else would be piped, or written elsewhere.
    t.main.read(t.main.open('/proc/sys/kernel/core_pattern'), 5).expect(value(5)).outputs('core\n');
    const actor = t.main.process('dying');
    actor.syscall('prlimit64', 0, RLIMIT_CORE, UNLIMITED, null);
    const handled = fsRightsOf(t.facts.masks.fs);
    const granted: FsRight[] = ['MAKE_REG', 'WRITE_FILE', 'READ_FILE'];
    landlock(actor, { fs: handled, rules: [{ path: '.', access: granted.filter((name) => name !== right) }] });
    actor.kill(actor, SIGABRT).expect(ends);
    t.main.wait4(actor);
    if (denied === ENOENT) {
      t.main.syscall('access', 'core', F_OK).expect(since(abi(1), ENOENT).otherwise(OK));
      return;
    }
    const start = t.main.read(t.main.open('core'), 4);
    if (denied === undefined) start.expect(value(4)).outputs('\x7fELF');
    else start.expect(since(abi(1), denied).otherwise(value(4))).control(value(4));
  },
);
