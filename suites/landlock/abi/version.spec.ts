import { EINVAL, named, scenario } from '../../../runner/index.ts';
import { queryLandlock } from '../calls.ts';
import { byAbi } from '../refusals.ts';
import { CREATE_RULESET_VERSION } from '../uapi.ts';
import { reported } from './reported.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Landlock ABI versions';
const control = 'none: about the system call itself';

scenario('the version query returns the ABI', { doc, tags: ['abi'], control }, ({ main, facts }) => {
  queryLandlock(main, CREATE_RULESET_VERSION).expect(reported(facts));
});

scenario('the version query needs no privilege', { doc, tags: ['abi'], control }, ({ main, facts }) => {
  main.dropPrivileges();
  queryLandlock(main, CREATE_RULESET_VERSION).expect(reported(facts));
});

scenario(
  'the version query refuses {what}',
  {
    doc: 'security/landlock/syscalls.c: landlock_create_ruleset()',
    tags: ['abi'],
    control,
    variants: {
      what: [
        { label: 'a size', attr: null, size: 8 },
        { label: 'an attr', attr: new Uint8Array(8), size: 0 },
        { label: 'an attr and a size', attr: new Uint8Array(8), size: 8 },
      ],
    },
  },
  ({ main, what }) => {
    const flag = named(CREATE_RULESET_VERSION, 'LANDLOCK_CREATE_RULESET_VERSION');
    main.syscall('landlock_create_ruleset', what.attr, what.size, flag).expect(byAbi(() => EINVAL));
  },
);
