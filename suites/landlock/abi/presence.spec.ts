import { EINVAL, scenario } from '../../../runner/index.ts';
import { queryLandlock } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { calls } from './bad-calls.ts';

const control = 'none: about the system call itself';

// kernel/sys_ni.c answers for calls that are not built in. An enabled Landlock gives each mistake the errno that
// security/landlock/syscalls.c has for it since its first version, so none of the calls can be taken for one that is missing.

scenario(
  'without Landlock every call is missing, with it none is: {call}',
  {
    doc: 'kernel/sys_ni.c; security/landlock/syscalls.c',
    tags: ['abi'],
    control,
    scratch: false,
    variants: { call: calls },
  },
  ({ main, call }) => {
    main.noNewPrivs();
    call.make(main).expect(byAbi(() => call.enabled));
  },
);

scenario(
  'unknown queries are refused: flags {flags}',
  {
    doc: 'security/landlock/syscalls.c: landlock_create_ruleset() (flags are compared for equality)',
    tags: ['abi'],
    control,
    scratch: false,
    variants: {
      flags: [
        { label: '3, both queries at once', value: 3 },
        { label: '4, the first unknown one', value: 4 },
        { label: 'the version and the highest bit', value: 0x8000_0001 },
        { label: 'the errata and the highest bit', value: 0x8000_0002 },
      ],
    },
  },
  ({ main, flags }) => {
    queryLandlock(main, flags.value).expect(byAbi(() => EINVAL));
  },
);
