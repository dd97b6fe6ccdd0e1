import { EACCES, OK, scenario } from '../../../runner/index.ts';
import { referAnswer, twoDirectories } from '../fs/refer.ts';
import { specOf } from './policy.ts';
import { alike, restrict, ways } from './ways.ts';

const policies = [
  { label: 'both may be written', policy: { readOnly: [], readWrite: ['from/', 'to/'] }, answer: OK },
  { label: 'their parent may be written', policy: { readOnly: [], readWrite: ['./'] }, answer: OK },
  { label: 'the new one may only be read', policy: { readOnly: ['to/'], readWrite: ['from/'] }, answer: EACCES },
  { label: 'the old one may only be read', policy: { readOnly: ['from/'], readWrite: ['to/'] }, answer: EACCES },
  { label: 'neither may be written', policy: { readOnly: ['./'], readWrite: [] }, answer: EACCES },
];

for (const way of ways) {
  scenario(
    `move a file to another directory when {policy}, in a sandbox of ${way.label}`,
    {
      ...alike,
      doc: 'Documentation/userspace-api/landlock.rst: File renaming and linking (ABI < 2)',
      needs: way.needs,
      variants: { policy: policies },
    },
    (t) => {
      twoDirectories(t);
      const actor = t.main.process('sandboxed');
      restrict(t, actor, way, t.policy.policy);
      actor.rename('from/old', 'to/new').expect(referAnswer([specOf(t.policy.policy)], t.policy.answer));
    },
  );
}
