import type { PlanRunner } from '../../vm/guest/guest.ts';
import { parseObservation } from '../plan/parse-observation.ts';
import type { PlanStep, PlanValue } from '../plan/plan.ts';
import { writePlan } from '../plan/write.ts';
import { syscallNumber } from '../syscalls/numbers.ts';

const MOUNT = 'kconform-sysfs';
const TEXTS = { mount: MOUNT, sysfs: 'sysfs', barrier: `${MOUNT}/module/rcutree/parameters/do_rcu_barrier`, yes: 'Y' };

/**
 * Wait until a guest has done what it put off when processes ended: credentials are freed after a grace period of RCU, and their domains by a work queue behind it
 * (put_cred() of kernel/cred.c, landlock_put_domain_deferred() of security/landlock/domain.c).
 *
 * Writing to the parameter calls rcu_barrier() (rcutree.do_rcu_barrier in Documentation/admin-guide/kernel-parameters.txt).
 *
 * @returns whether the kernel could be asked for it
 */
export async function settle(guest: PlanRunner): Promise<boolean> {
  const steps: PlanStep[] = [];
  const call = (name: string, ...values: PlanValue[]): PlanValue => {
    const operation = { verb: 'call' as const, number: syscallNumber('x86_64', name), values };
    const id = steps.length;
    steps.push({ id, actor: 'main', start: false, operation, deadline: 20_000, stores: [], outputs: [] });
    return { kind: 'result', step: id };
  };
  const text = (buffer: keyof typeof TEXTS): PlanValue => ({ kind: 'address', buffer, offset: 0 });
  const number = (value: number): PlanValue => ({ kind: 'number', value: BigInt(value) });
  call('mkdir', text('mount'), number(0o700));
  call('mount', text('sysfs'), text('mount'), text('sysfs'), number(0), number(0));
  const barrier = call('open', text('barrier'), number(1));
  call('write', barrier, text('yes'), number(1));
  const plan = writePlan({
    ...{ name: 'wait for what was put off', arch: 'x86_64', deadline: 25_000, namespaces: ['mount'], scratch: true },
    ...{ proc: false, pointers: [], steps },
    buffers: Object.entries(TEXTS).map(([name, value]) => {
      const bytes = Buffer.from(`${value}\0`);
      return { name, size: bytes.length, bytes };
    }),
  });
  const reply = await guest.run(plan, 30_000);
  if (reply.kind !== 'observation') return false;
  const result = parseObservation(reply.text).steps.at(-1)?.result;
  return result?.kind === 'ret' && result.value === 1n;
}
