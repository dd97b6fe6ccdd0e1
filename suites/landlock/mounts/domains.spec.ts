import { EPERM, type Expectation, MS_NOSUID, MS_REMOUNT, mask, OK, scenario, when } from '../../../runner/index.ts';
import { restrictSelf } from '../calls.ts';
import { restrictSelfAnswer } from '../refusals.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { FS, type FsRight, RESTRICT_SELF_LOG_SUBDOMAINS_OFF } from '../uapi.ts';
import { makeMounts, makePivot, moveClone, REFUSED, reconfigure } from './calls.ts';

const doc =
  'Documentation/userspace-api/landlock.rst: Filesystem topology modification; security/landlock/fs.c: any_fs (of the hooks of mounts)';
const programs = ['strict', 'best-effort'] as const;
const tags = ['mounts', 'layers'];

const fs: SandboxSpec = { fs: ['MAKE_BLOCK'] };
const net: SandboxSpec = { net: ['BIND_TCP'] };
const udp: SandboxSpec = { net: ['CONNECT_SEND_UDP'] };
const scoped: SandboxSpec = { scoped: ['SIGNAL'] };

interface Kind {
  readonly label: string;
  readonly layers: readonly SandboxSpec[];
}

// Before ABI 4 a ruleset cannot do without a right of the filesystem, so that there a domain and such a domain are the same.
const kinds: readonly Kind[] = [
  { label: 'that handles a right of the filesystem', layers: [fs] },
  { label: 'that handles rights of TCP only', layers: [net] },
  { label: 'that handles rights of UDP only', layers: [udp] },
  { label: 'that has scopes only', layers: [scoped] },
  { label: 'that handles rights of TCP and has scopes', layers: [{ ...net, ...scoped }] },
  { label: 'that handles all kinds of rights', layers: [{ ...fs, ...net, ...scoped }] },
  { label: 'with a layer for TCP above one for the filesystem', layers: [fs, net] },
  { label: 'with a layer for the filesystem above one for TCP', layers: [net, fs] },
  { label: 'with a scope above a layer for the filesystem', layers: [fs, scoped] },
  { label: 'with a layer for the filesystem above a scope', layers: [scoped, fs] },
  { label: 'with a layer for the filesystem between others', layers: [net, fs, scoped] },
  { label: 'with layers for TCP and scopes', layers: [net, scoped, net] },
];

scenario(
  'mounts are closed to a domain if one of its layers handles a right of the filesystem: one {kind}',
  { doc, tags, variants: { kind: kinds }, programs },
  (t) => {
    const answer = t.kind.layers.some((layer) => layer.fs !== undefined) ? REFUSED : OK;
    makePivot(t.main);
    t.main.mount('tmpfs', 'source', 'tmpfs');
    for (const layer of t.kind.layers) landlock(t.main, layer);
    // Each has a hook of its own. In this order, all succeed where they may.
    t.main.mount('tmpfs', 'target', 'tmpfs').expect(answer);
    t.main.mount(null, 'mounted', null, MS_REMOUNT | MS_NOSUID).expect(answer);
    moveClone(t.main).expect(answer);
    t.main.umount2('source').expect(answer);
    t.main.pivotRoot('mounted', 'mounted/old').expect(answer);
  },
);

scenario(
  'any right of the filesystem is enough: {right}',
  {
    doc,
    tags,
    variants: { right: (Object.keys(FS) as FsRight[]).map((label) => ({ label })) },
    programs,
  },
  (t) => {
    const right = t.right.label as FsRight;
    const answer: Expectation = when(mask('fs', Math.log2(Number(FS[right]))), EPERM).otherwise(OK);
    makeMounts(t.main);
    landlock(t.main, { fs: [right] });
    t.main.mount('tmpfs', 'target', 'tmpfs').expect(answer);
    reconfigure(t.main).expect(answer);
  },
);

scenario('a child is as restricted, a sibling is not', { doc, tags, programs }, (t) => {
  makeMounts(t.main);
  const sandboxed = t.main.process('sandboxed');
  landlock(sandboxed, fs);
  const child = sandboxed.process('child');
  child.mount('tmpfs', 'target', 'tmpfs').expect(REFUSED);
  child.umount2('mounted').expect(REFUSED);
  t.main.mount('tmpfs', 'source', 'tmpfs').expect(OK);
});

scenario(
  'no domain is made, and nothing refused, by a call without a ruleset',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Enforcing a ruleset (LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF)',
    tags,
    control: 'none: about the system call itself',
  },
  ({ main }) => {
    makeMounts(main);
    main.noNewPrivs();
    restrictSelf(main, -1, RESTRICT_SELF_LOG_SUBDOMAINS_OFF).expect(
      restrictSelfAnswer(RESTRICT_SELF_LOG_SUBDOMAINS_OFF),
    );
    main.mount('tmpfs', 'target', 'tmpfs').expect(OK);
  },
);
