import { EXDEV, OK, scenario } from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { layer, REFER_DOC, referAnswer, twoDirectories } from './refer.ts';

const granting = layer(['REFER', 'READ_FILE'], { '.': ['REFER', 'READ_FILE'] });
const refusing = layer(['REFER', 'READ_FILE'], { '.': ['READ_FILE'] });
const silent = layer(['READ_FILE'], { '.': ['READ_FILE'] });
const net: SandboxSpec = { net: ['BIND_TCP'] };
const scope: SandboxSpec = { scoped: ['SIGNAL'] };

/** The ABI that has what the layers are about, and what best-effort programs get before it. */
const stack = (label: string, layers: readonly SandboxSpec[], answer = OK, level = 2) => ({
  label,
  layers,
  answer,
  level,
});

// A domain with any layer about files denies REFER in every layer that does not grant it, even in one that is not about files:
// landlock_upgrade_handled_access_masks() and landlock_get_fs_access_mask() in security/landlock/.
const stacks = [
  stack('granted twice', [granting, granting]),
  stack('granted three times', [granting, granting, granting]),
  stack('refused by the inner layer', [granting, refusing], EXDEV),
  stack('refused by the outer layer', [refusing, granting], EXDEV),
  stack('refused by the middle layer', [granting, refusing, granting], EXDEV),
  stack('not handled by the inner layer', [granting, silent], EXDEV),
  stack('not handled by the outer layer', [silent, granting], EXDEV),
  stack('a network layer inside', [granting, net], EXDEV, 4),
  stack('a network layer outside', [net, granting], EXDEV, 4),
  stack('a layer of scopes inside', [granting, scope], EXDEV, 6),
  stack('a layer of scopes outside', [scope, granting], EXDEV, 6),
  stack('a network layer alone', [net]),
  stack('a layer of scopes alone', [scope]),
  stack('a network layer and one of scopes', [net, scope]),
];

scenario(
  'every layer of a domain has to grant REFER: {stack}',
  { doc: REFER_DOC, tags: ['fs', 'refer', 'layers'], variants: { stack: stacks }, programs: ['strict', 'best-effort'] },
  (t) => {
    twoDirectories(t);
    const actor = t.main.process('sandboxed');
    for (const spec of t.stack.layers) landlock(actor, spec);
    const answer = referAnswer(t.stack.layers, t.stack.answer, t.stack.level);
    actor.link('from/old', 'to/linked').expect(answer);
    actor.rename('from/old', 'to/new').expect(answer);
    actor.rename('from/directory', 'to/directory').expect(answer);
  },
);

scenario(
  'a gain in one layer is refused although another layer denies the right',
  {
    doc: 'security/landlock/fs.c: test_no_more_access() (exclusive domains)',
    tags: ['fs', 'refer', 'layers'],
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    twoDirectories(t);
    const actor = t.main.process('sandboxed');
    const layers = [
      layer(['REFER', 'READ_FILE'], { from: ['REFER'], to: ['REFER', 'READ_FILE'] }),
      layer(['REFER', 'READ_FILE'], { from: ['REFER', 'READ_FILE'], to: ['REFER'] }),
    ];
    for (const spec of layers) landlock(actor, spec);
    actor.link('from/old', 'to/linked').expect(referAnswer(layers, EXDEV));
    actor.rename('to/other', 'from/other').expect(referAnswer(layers, EXDEV));
  },
);
