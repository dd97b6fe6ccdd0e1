import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutOf } from './layout.ts';
import { serialiseSvg } from './nodes.ts';
import { orderOf, runsOf } from './order.ts';
import { sceneOf } from './replay.ts';
import { rowsOf } from './rows.ts';
import { PASSING, SIBLINGS, stepsOf } from './sample.ts';
import type { PictureStep } from './scene.ts';
import { pictureOf } from './svg.ts';
import { sentencesOf } from './text.ts';
import { parseWords, splitArguments } from './words.ts';

const drawn = (steps: readonly PictureStep[], id?: string) => serialiseSvg(pictureOf(steps, id));

const told = (steps: readonly PictureStep[]) => {
  const scene = sceneOf(steps);
  return sentencesOf(scene, rowsOf(scene));
};

describe('words', () => {
  test('of calls, of the probe itself, begun and awaited', () => {
    expect(parseWords('openat(AT_FDCWD, "a, (b", O_RDONLY)').args).toEqual(['AT_FDCWD', '"a, (b"', 'O_RDONLY']);
    expect(parseWords('start read(pipe#6[0], &data-3, 64)')).toEqual({
      manner: 'start',
      name: 'read',
      args: ['pipe#6[0]', '&data-3', '64'],
    });
    expect(parseWords('process child (CLONE_NEWUSER)')).toEqual({
      manner: 'whole',
      name: 'process',
      args: ['child', 'CLONE_NEWUSER'],
    });
    expect(parseWords('reexec')).toEqual({ manner: 'whole', name: 'reexec', args: [] });
  });

  test('a comma in a structure or in quotes separates nothing', () => {
    expect(splitArguments('{fs=A|B, net=C}, "\\", ", [x, y]')).toEqual(['{fs=A|B, net=C}', '"\\", "', '[x, y]']);
    expect(splitArguments('')).toEqual([]);
  });
});

describe('the story', () => {
  test('of siblings: set-up is folded, the denied connection goes to who listens', () => {
    expect(told(SIBLINGS)).toMatchInlineSnapshot(`
      [
        "main: forks client, server",
        "server: enters domain 1, which handles scoped=ABSTRACT_UNIX_SOCKET: allowed",
        "client: enters domain 2, which handles scoped=ABSTRACT_UNIX_SOCKET: allowed",
        "server: listens on "@kconform"",
        "client: socket AF_UNIX SOCK_STREAM",
        "client: connect(socket, "@kconform"), to server: denied with EPERM",
        "server: accept4(socket, SOCK_NONBLOCK): nothing there, EAGAIN",
      ]
    `);
  });

  test('of a descriptor that is passed: what it is of is still known where it arrives', () => {
    expect(told(PASSING)).toMatchInlineSnapshot(`
      [
        "main: creates "file", socketpair(AF_UNIX, SOCK_STREAM)",
        "main: forks client, server",
        "client: enters domain 1, which handles fs=WRITE_FILE|TRUNCATE and allows WRITE_FILE beneath ".": allowed",
        "client: openat("file", O_RDWR), to file file",
        "client: sendmsg: passes "file", to server: allowed",
        "server: recvmsg: receives "file"",
        "server: ftruncate(fd of "file", 3), to file file: denied with EACCES",
        "client: ftruncate(fd of "file", 3), to file file: allowed, but EACCES was expected",
      ]
    `);
  });

  test('of a sandbox that is refused: it is no domain, and not folded away', () => {
    const steps = stepsOf(`
      main: prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
      main: landlock_create_ruleset({scoped=SIGNAL}, 48, 0) ? E2BIG
    `);
    expect(sceneOf(steps).domains).toEqual([]);
    expect(told(steps)).toMatchInlineSnapshot(`
      [
        "main: prctl(PR_SET_NO_NEW_PRIVS, 1)",
        "main: landlock_create_ruleset({scoped=SIGNAL}): denied with E2BIG",
      ]
    `);
  });

  test('of what blocks, and of what goes on meanwhile', () => {
    const steps = stepsOf(`
      main: process first
      first: thread worker
      first: pipe2(&pipe-2, O_RDONLY)
      worker: start read(pipe#2[0], &data-3, 64) = begun
      first: write(pipe#2[1], "x", 1)
      worker: await read(pipe#2[0], &data-3, 64) ? to block
    `);
    expect(told(steps)).toMatchInlineSnapshot(`
      [
        "main: forks first",
        "first: makes thread worker",
        "first: pipe2(O_RDONLY)",
        "worker: begins read(pipe[0]): begun",
        "first: write(pipe[1], "x"), to worker: allowed",
        "worker: awaits read(pipe[0]): blocks",
      ]
    `);
  });

  test('of becoming another user: four calls are one thing', () => {
    const steps = stepsOf(`
      main: mkdir("a", 0755)
      main: setgroups(0, NULL)
      main: setresgid(1000, 1000, 1000)
      main: setresuid(1000, 1000, 1000)
      main: prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    `);
    expect(told(steps)).toEqual(['main: mkdir("a"), becomes user 1000']);
  });

  test('of /proc: what is there of another process is that process', () => {
    const steps = stepsOf(`
      main: process server
      main: socketpair(AF_UNIX, SOCK_STREAM, 0, &pair-0)
      server: openat(AT_FDCWD, "/proc/self", O_PATH)
      server: sendmsg(pair#1[0], {message with SCM_RIGHTS fd#2}, 0)
      main: recvmsg(pair#1[1], {1 descriptor}, 0)
      main: openat(received#4[0], "mem", O_RDWR) ? EACCES
    `);
    expect(told(steps).slice(-2)).toEqual([
      'main: recvmsg: receives "/proc/server"',
      'main: openat(fd of "/proc/server", "mem", O_RDWR), to server: denied with EACCES',
    ]);
  });

  test('checks alike are told together, one that is not as expected never', () => {
    const lines = ['a', 'b', 'c', 'd', 'e'].map((name) => `main: unlink("${name}") ? EACCES`);
    expect(told(stepsOf(lines.join('\n')))).toEqual(['main: unlink ×5: "a", "b" and 3 more: denied with EACCES']);
    const wrong = [...lines, 'main: unlink("f") ! success instead of EACCES'];
    expect(told(stepsOf(wrong.join('\n')))[1]).toBe('main: unlink("f"), to file f: allowed, but EACCES was expected');
  });
});

describe('domains', () => {
  const NESTED = stepsOf(`
    main: process before
    main: landlock_create_ruleset({fs=READ_FILE}, 48, 0)
    main: landlock_restrict_self(ruleset#1, 0)
    main: process outer
    main: landlock_create_ruleset({scoped=SIGNAL}, 48, 0)
    main: landlock_restrict_self(ruleset#4, 0)
    main: process inner
    inner: kill(before, SIGTERM) ? EPERM
  `);

  test('children inherit those that their parent is in when they are made', () => {
    const { actors, domains } = sceneOf(NESTED);
    expect(actors.map(({ name, domains }) => [name, domains])).toEqual([
      ['main', [1, 2]],
      ['before', []],
      ['outer', [1]],
      ['inner', [1, 2]],
    ]);
    expect(domains.map(({ parent }) => parent)).toEqual([undefined, 1]);
  });

  test('stand side by side: nobody from outside between their members', () => {
    const scene = sceneOf(NESTED);
    const order = orderOf(scene);
    expect(order).toEqual(['main', 'inner', 'outer', 'before']);
    expect(runsOf(scene, order)).toEqual([
      { domain: 1, first: 0, last: 2, above: 1 },
      { domain: 2, first: 0, last: 1, above: 0 },
    ]);
  });

  test('inner boxes are inside of outer ones', () => {
    const [outer, inner] = layoutOf(sceneOf(NESTED)).boxes;
    expect(inner!.x).toBeGreaterThan(outer!.x);
    expect(inner!.x + inner!.width).toBeLessThan(outer!.x + outer!.width);
    expect(inner!.y).toBeGreaterThan(outer!.y);
    expect(inner!.y + inner!.height).toBeLessThan(outer!.y + outer!.height);
  });

  test('with TSYNC every thread of the process enters, other processes do not', () => {
    const scene = sceneOf(
      stepsOf(`
        main: process first
        first: thread worker
        main: process other
        worker: landlock_create_ruleset({fs=READ_FILE}, 48, 0)
        worker: landlock_restrict_self(ruleset#3, 8)
      `),
    );
    expect(scene.domains[0]!.members).toEqual([
      { actor: 'first', from: 4 },
      { actor: 'worker', from: 4 },
    ]);
  });

  test('a rule is told with what it is beneath', () => {
    expect(sceneOf(PASSING).domains[0]!.rules).toEqual(['WRITE_FILE beneath "."']);
  });
});

describe('the drawing', () => {
  test('says what was denied by a word and a shape, not by a colour alone', () => {
    const rows = drawn(SIBLINGS).match(/<g class="row.*?<\/g>/g)!;
    const denied = rows.find((row) => row.includes('denied'))!;
    expect(denied).toContain('✗ EPERM');
    expect(denied).toContain('class="stop"');
    expect(denied).not.toContain('class="head"');
    expect(drawn(PASSING)).toMatch(/class="row row-check allowed wrong".*≠, expected EACCES/);
  });

  test('has everything for screen readers', () => {
    const svg = drawn(SIBLINGS, 'p1');
    expect(svg).toContain('role="img" aria-labelledby="p1-title" aria-describedby="p1-text"');
    expect(svg).toContain('client: connect(socket, &#34;@kconform&#34;), to server: denied with EPERM.');
  });

  test('lets no markup in', () => {
    const svg = drawn(stepsOf('main: openat("<script>alert(1)</script>", O_RDONLY) ? success'));
    expect(svg).not.toContain('<script');
  });

  test('stays small and is quick, however long the words and however many the steps', () => {
    const long = 'x'.repeat(30_000);
    const lines = Array.from({ length: 250 }, (_, place) => [
      `main: process a${place}`,
      `a${place}: landlock_create_ruleset({fs=${long}}, 48, 0)`,
      `a${place}: landlock_restrict_self(ruleset#${place * 4 + 1}, 0)`,
      `a${place}: openat(AT_FDCWD, "${long}", O_RDONLY) ! ${long} instead of EACCES`,
    ]);
    const began = performance.now();
    expect(drawn(stepsOf(lines.flat().join('\n'))).length).toBeLessThan(2_000_000);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test('whatever the words are, there is a picture, and it is finite', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'process a',
        'thread b',
        'process a (X)',
        'reexec',
        'await',
        'start ',
        'landlock_restrict_self(x#1, 8)',
        'landlock_create_ruleset({}, 48, 0)',
        'run ',
        'sendmsg(a#1[9], {message with SCM_RIGHTS fd#0 fd#99}, 0)',
        'recvmsg(a#3[1], x, 0)',
        'kill(a, SIGKILL)',
        'rename("", "..")',
        'connect(s#1, "@x", 2)',
      ),
      fc.string(),
    );
    const observed = fc.oneof(
      fc.constantFrom('success', 'EPERM', 'to block', 'begun', 'the end of the actor', 'the value 3'),
      fc.string(),
    );
    const step = fc.record({
      actor: fc.constantFrom('main', 'a', 'b', 'zzz'),
      words: word,
      role: fc.constantFrom('setup' as const, 'check' as const),
      expected: observed,
      observed,
      ok: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const svg = drawn(steps.map((one, id) => ({ ...one, id })));
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 300 },
    );
  });
});
