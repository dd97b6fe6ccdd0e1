import {
  abi,
  EACCES,
  type Expectation,
  feature,
  limited,
  O_RDONLY,
  O_RDWR,
  OK,
  scenario,
  since,
  TCGETS,
} from '../../../runner/index.ts';
import { IORING_OP_READ, IORING_OP_URING_CMD, IOSQE_FIXED_FILE, openEntry, Ring } from '../io-uring.ts';
import { KNOWN } from '../known.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';

const tags = ['fd', 'io_uring'];
const programs = ['strict', 'best-effort'] as const;
const needs = [feature('io-uring')];
const denied = since(abi(1), EACCES).otherwise(OK);
const reading: SandboxSpec = { fs: ['READ_FILE'] };
const entry = openEntry('file', O_RDONLY);
/** What a gap lets through, where there is a sandbox that it lets out of. */
const gap = (what: string): Expectation => since(abi(1), limited(what, OK)).otherwise(OK);

const doc = 'io_uring/io_uring.c: io_init_req() (takes the credentials of who submits)';

scenario('whoever submits to a shared ring is asked, not whoever made it', { doc, tags, needs, programs }, (t) => {
  t.main.writeFile('file', 'content');
  const maker = t.main.process('maker');
  const ring = Ring.make(maker);
  const client = maker.process('client');
  landlock(client, reading);
  ring.expects(client, entry, denied);
  ring.expects(maker, entry, OK);
});

scenario(
  'a ring that was made in a domain restricts nobody outside who submits to it',
  { doc, tags: [...tags, 'pidfd'], needs, programs },
  (t) => {
    t.main.writeFile('file', 'content');
    const client = t.main.process('client');
    landlock(client, reading);
    const ring = Ring.make(client);
    ring.expects(client, entry, denied);
    const taken = t.main.pidfdGetfd(t.main.pidfdOpen(client), ring.fd);
    ring.mappedBy(t.main, taken).expects(t.main, entry, OK);
  },
);

scenario(
  'a personality has the credentials of its registration, registered {moment}',
  {
    doc: 'io_uring/register.c: io_register_personality()',
    tags,
    needs,
    variants: {
      moment: [
        { label: 'before the domain', leaks: true },
        { label: 'under the domain', leaks: false },
      ],
    },
    programs,
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const client = t.main.process('client');
    const ring = Ring.make(client);
    const early = t.moment.leaks ? ring.registerPersonality(client) : undefined;
    landlock(client, reading);
    const personality = early ?? ring.registerPersonality(client);
    ring.expects(client, { ...entry, personality }, t.moment.leaks ? gap(KNOWN.uringPersonality) : denied);
    ring.expects(client, entry, denied);
  },
);

scenario(
  'a personality that an outsider registers with a shared ring is there for the domain',
  { doc: 'io_uring/register.c: io_register_personality()', tags, needs, programs },
  (t) => {
    t.main.writeFile('file', 'content');
    const outsider = t.main.process('outsider');
    const ring = Ring.make(outsider);
    const client = outsider.process('client');
    landlock(client, reading);
    const personality = ring.registerPersonality(outsider);
    ring.expects(client, entry, denied);
    ring.expects(client, { ...entry, personality }, gap(KNOWN.uringPersonality));
  },
);

scenario(
  'a polled ring has the credentials of its making, made {moment}',
  {
    doc: 'io_uring/sqpoll.c: io_sq_offload_create(), __io_sq_thread()',
    tags,
    needs,
    variants: {
      moment: [
        { label: 'before the domain', leaks: true },
        { label: 'under the domain', leaks: false },
      ],
    },
    programs,
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const client = t.main.process('client');
    const early = t.moment.leaks ? Ring.make(client, { polled: true }) : undefined;
    landlock(client, reading);
    client.open('file').expect(denied);
    const ring = early ?? Ring.make(client, { polled: true });
    ring.expects(client, entry, t.moment.leaks ? gap(KNOWN.uringPoll) : denied);
  },
);

scenario(
  'a file that was registered with a ring stays readable in a domain that may not open it',
  { doc: 'Documentation/userspace-api/landlock.rst: Rights associated with file descriptors', tags, needs, programs },
  (t) => {
    t.main.writeFile('file', 'content');
    const client = t.main.process('client');
    const ring = Ring.make(client);
    const fd = client.open('file');
    ring.registerFile(client, fd);
    client.close(fd);
    landlock(client, reading);
    client.open('file').expect(denied);
    const into = t.buffer(16);
    const read = { opcode: IORING_OP_READ, flags: IOSQE_FIXED_FILE, fd: 0, addr: into, len: 16 };
    const result = ring.submit(client, read);
    client
      .getpid()
      .outputs('content', into)
      .outputs(Uint8Array.of(7, 0, 0, 0), result);
  },
);

scenario(
  'a command to a device through a ring is no ioctl: IOCTL_DEV is not asked for',
  {
    doc: 'io_uring/uring_cmd.c: io_uring_cmd(), security_uring_cmd() (for which Landlock has no hook)',
    tags: [...tags, 'ioctl'],
    needs: [...needs, feature('uring-null-command')],
    programs,
  },
  (t) => {
    const client = t.main.process('client');
    landlock(client, { fs: ['IOCTL_DEV'] });
    const device = client.open('/dev/null', O_RDWR);
    const known = since(abi(5), limited(KNOWN.uringCommand, OK)).otherwise(OK);
    Ring.make(client).expects(client, { opcode: IORING_OP_URING_CMD, fd: device }, known);
    const terminal = client.open('/dev/ptmx', O_RDWR);
    client.ioctl(terminal, TCGETS, t.buffer(64)).expect(since(abi(5), EACCES).otherwise(OK));
  },
);
