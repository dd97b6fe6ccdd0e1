import { type Actor, EACCES, EXDEV, OK, RENAME_EXCHANGE, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { layer, REFER_DOC, referAnswer, twoDirectories } from './refer.ts';

const programs = ['strict', 'best-effort'] as const;
const tags = ['fs', 'refer'];

const ways = [
  { label: 'rename', act: (actor: Actor) => actor.rename('from/old', 'to/new') },
  { label: 'link', act: (actor: Actor) => actor.link('from/old', 'to/new') },
  { label: 'exchange', act: (actor: Actor) => actor.renameat2('from/old', 'to/other', RENAME_EXCHANGE) },
];

const policies = [
  { label: 'REFER on neither', layer: layer(['REFER']), answer: EXDEV },
  { label: 'REFER on the old directory', layer: layer(['REFER'], { from: ['REFER'] }), answer: EXDEV },
  { label: 'REFER on the new directory', layer: layer(['REFER'], { to: ['REFER'] }), answer: EXDEV },
  { label: 'REFER on both', layer: layer(['REFER'], { from: ['REFER'], to: ['REFER'] }), answer: OK },
  { label: 'REFER on their parent', layer: layer(['REFER'], { '.': ['REFER'] }), answer: OK },
  {
    label: 'REFER not handled, another right granted',
    layer: layer(['READ_FILE'], { '.': ['READ_FILE'] }),
    answer: EXDEV,
  },
  { label: 'REFER not handled, another right not granted', layer: layer(['READ_FILE']), answer: EXDEV },
  { label: 'REFER and MAKE_REG missing', layer: layer(['REFER', 'MAKE_REG']), answer: EACCES },
  { label: 'only MAKE_REG missing', layer: layer(['REFER', 'MAKE_REG'], { '.': ['REFER'] }), answer: EACCES },
  { label: 'MAKE_REG missing, REFER not handled', layer: layer(['MAKE_REG']), answer: EACCES },
];

scenario(
  '{way} between directories follows REFER of both: {policy}',
  { doc: REFER_DOC, tags, variants: { way: ways, policy: policies }, programs },
  (t) => {
    twoDirectories(t);
    const actor = t.main.process('sandboxed');
    landlock(actor, t.policy.layer);
    t.way.act(actor).expect(referAnswer([t.policy.layer], t.policy.answer));
  },
);

const places = [
  { label: 'REFER only below', granted: { from: ['REFER'] }, answer: EXDEV },
  { label: 'REFER on the parent', granted: { '.': ['REFER'] }, answer: OK },
] as const;

scenario(
  'a directory and its parent are two directories, {place}',
  { doc: REFER_DOC, tags, variants: { place: places }, programs },
  (t) => {
    twoDirectories(t);
    const actor = t.main.process('sandboxed');
    const policy = layer(['REFER'], t.place.granted);
    landlock(actor, policy);
    const answer = referAnswer([policy], t.place.answer);
    actor.link('from/old', 'up').expect(answer);
    actor.rename('from/old', 'up-too').expect(answer);
    t.main.writeFile('down', 'content');
    actor.rename('down', 'from/down').expect(answer);
  },
);

scenario('within one directory REFER is not asked for', { doc: REFER_DOC, tags, programs }, (t) => {
  twoDirectories(t);
  const actor = t.main.process('sandboxed');
  landlock(actor, layer(['REFER']));
  actor.link('from/old', 'from/second').expect(OK);
  actor.rename('from/second', 'from/third').expect(OK);
  actor.renameat2('from/old', 'from/third', RENAME_EXCHANGE).expect(OK);
  actor.rename('from/directory', 'from/renamed').expect(OK);
  actor.rename('from/old', 'to/new').expect(referAnswer([], EXDEV));
});

scenario(
  'another mount is another mount, whatever the rules: {policy}',
  {
    doc: 'fs/namei.c: filename_renameat2(), filename_linkat() (compare mounts before they ask the security module)',
    tags: [...tags, 'mount'],
    variants: {
      policy: [
        { label: 'everything granted', granted: true },
        { label: 'nothing granted', granted: false },
      ],
      mount: [
        { label: 'another filesystem', bind: false },
        { label: 'a bind mount of the same directory', bind: true },
      ],
    },
    programs,
  },
  (t) => {
    twoDirectories(t);
    t.main.mkdir('mounted');
    if (t.mount.bind) t.main.mount('to', 'mounted', null, 0x1000);
    else t.main.mount('tmpfs', 'mounted', 'tmpfs');
    const actor = t.main.process('sandboxed');
    landlock(
      actor,
      layer(['REFER', 'MAKE_REG', 'REMOVE_FILE'], {
        '.': t.policy.granted ? ['REFER', 'MAKE_REG', 'REMOVE_FILE'] : [],
      }),
    );
    actor.rename('from/old', 'mounted/new').expect(EXDEV).control('same');
    actor.link('from/old', 'mounted/new').expect(EXDEV).control('same');
  },
);
