import { abi, EACCES, OK, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { fsRightsOf } from '../uapi.ts';
import { fileTopics } from './free/files.ts';
import { systemTopics } from './free/system.ts';

for (const topic of [...fileTopics, ...systemTopics]) {
  scenario(
    `no right restricts ${topic.label}`,
    {
      doc: 'Documentation/userspace-api/landlock.rst: Access rights (what they do not restrict yet)',
      tags: ['fs', 'free'],
      programs: ['strict', 'best-effort'],
      needs: ['root'],
      ...topic.requirements,
    },
    (t) => {
      const actor = t.main.process('sandboxed');
      topic.prepare?.(t, actor);
      landlock(actor, { fs: fsRightsOf(t.facts.masks.fs) });
      // Whatever has a right is denied.
      actor.mkdir('proof').expect(since(abi(1), EACCES).otherwise(OK));
      for (const [step, answer] of topic.calls(t, actor)) step.expect(answer).control('same');
    },
  );
}
