import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { InfrastructureError } from '../../vm/errors.ts';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import { modulePath } from '../../vm/installation.ts';
import { Store } from '../../vm/store/index.ts';
import type { Facts } from '../facts/facts.ts';
import { judged } from '../facts/judged-abi.ts';
import type { Observation } from '../plan/observation.ts';
import { parseObservation } from '../plan/parse-observation.ts';
import type { BootName } from '../scenario/boots.ts';

/** Asks a kernel for its facts. The suites bring it: the runner knows no subsystem. */
export type GatherFacts = (
  run: (plan: string) => Promise<Observation>,
  options: { boot: BootName; config?: string | undefined },
) => Promise<Facts>;

const gatherer = modulePath('suites/landlock/facts.ts');

/**
 * The facts of a kernel: asked once for each snapshot, since the same snapshot gives the same answers.
 *
 * @param snapshot the snapshot's directory; undefined asks in any case
 * @param start brings up a guest to ask
 * @param boot how it was booted
 * @param config path of its configuration, where there is one
 */
export async function factsOf(
  snapshot: string | undefined,
  start: () => Promise<PlanRunner>,
  boot: BootName,
  config: string | undefined,
): Promise<Facts> {
  if (snapshot === undefined) return judged(await gather(start, boot, config));
  const store = new Store();
  const path = await store.ensure(key(snapshot), async (target) => {
    await writeFile(
      target,
      JSON.stringify(await gather(start, boot, config), (_, value) =>
        typeof value === 'bigint' ? `0x${value.toString(16)}n` : value,
      ),
    );
  });
  const answered = JSON.parse(await readFile(path, 'utf8'), (_, value) =>
    typeof value === 'string' && /^0x[0-9a-f]+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as Facts;
  // What was answered is kept; how it is judged may change.
  return judged(answered);
}

/** New questions make old answers stale, so the text of everything that the questions are made of is a part of the key. */
function key(snapshot: string): string {
  const hash = createHash('sha256');
  const folder = dirname(gatherer);
  for (const file of globSync(
    ['*', 'features/*'].map((name) => name + extname(gatherer)),
    { cwd: folder, exclude: ['*.test.ts'] },
  ).sort())
    hash.update(readFileSync(join(folder, file)));
  return `facts/${basename(snapshot)}-${hash.digest('hex').slice(0, 16)}.json`;
}

async function gather(start: () => Promise<PlanRunner>, boot: BootName, config: string | undefined): Promise<Facts> {
  const { gatherFacts } = (await import(gatherer)) as { gatherFacts: GatherFacts };
  using guest = await start();
  // Awaited here, so that the guest lives until the last answer.
  return await gatherFacts(
    async (plan) => {
      const reply = await guest.run(plan, 10_000);
      if (reply.kind !== 'observation') {
        throw new InfrastructureError(
          `the kernel ${reply.kind === 'died' ? 'died' : 'stopped answering'} while it was asked for its facts`,
        );
      }
      return parseObservation(reply.text);
    },
    { boot, config: config === undefined ? undefined : await readFile(config, 'utf8') },
  );
}
