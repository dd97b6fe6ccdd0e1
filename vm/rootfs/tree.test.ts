import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cpioArchive } from '../image/cpio.ts';
import { parseRecipe } from './recipe.ts';
import { rootEntries } from './tree.ts';

let directory: string;
let debs: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kconform-test-'));
  debs = [
    await deb('one', { 'bin/one': 'program', 'usr/share/doc/one/copyright': 'text', 'usr/lib/one/big': 'data' }),
    await deb('two', { 'usr/bin/two': 'program' }),
  ];
  await mkdir(join(directory, 'small/files/etc'), { recursive: true });
  await mkdir(join(directory, 'small/files/home/user'), { recursive: true });
  await writeFile(join(directory, 'small/files/etc/hostname'), 'small\n', { mode: 0o600 });
  await writeFile(join(directory, 'small/files/home/user/run'), '#!/bin/sh\n', { mode: 0o700 });
  await symlink('run', join(directory, 'small/files/home/user/link'));
});

afterAll(() => rm(directory, { recursive: true }));

async function deb(name: string, files: Record<string, string>): Promise<string> {
  const top = join(directory, name);
  for (const [path, content] of Object.entries({
    ...files,
    'DEBIAN/control': `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n`,
  })) {
    await mkdir(join(top, path, '..'), { recursive: true });
    await writeFile(join(top, path), content, { mode: path.includes('bin/') ? 0o755 : 0o644 });
  }
  await execa('dpkg-deb', ['--root-owner-group', '-b', top, `${top}.deb`]);
  return `${top}.deb`;
}

function recipe(more = '') {
  const text = `suites: [x]
packages: [one, two]
trim: [usr/lib/one]
users:
  - { name: root, uid: 0, home: /root, shell: /bin/sh }
  - { name: user, uid: 1000, home: /home/user, shell: /bin/sh }
groups: { tty: 5 }
mask: [slow.service]
ready: [a.service, b.socket]
memory: 128
${more}`;
  return parseRecipe(text, join(directory, 'small/recipe.yaml'), 'small/recipe.yaml');
}

async function entries(more = '') {
  const scratch = await mkdtemp(join(directory, 'scratch-'));
  return rootEntries(recipe(more), debs, scratch);
}

test('packages, trimmed, with what the recipe adds', async () => {
  const shown = (await entries('links: { usr/bin/three: two }\n')).map(
    ({ path, mode, owner, data }) =>
      `${mode.toString(8).padStart(6)} ${owner ?? 0} ${path}${(mode & 0o170000) === 0o120000 ? ` -> ${data}` : ''}`,
  );
  expect(`${shown.join('\n')}\n`).toMatchInlineSnapshot(`
    "120777 0 bin -> usr/bin
     40755 0 dev
     20600 0 dev/console
     40755 0 etc
    100644 0 etc/group
    100644 0 etc/hostname
    100644 0 etc/passwd
    100640 0 etc/shadow
     40755 0 etc/systemd
     40755 0 etc/systemd/system
     40755 0 etc/systemd/system/a.service.d
    100644 0 etc/systemd/system/a.service.d/kconform.conf
     40755 0 etc/systemd/system/b.socket.d
    100644 0 etc/systemd/system/b.socket.d/kconform.conf
    120777 0 etc/systemd/system/default.target -> /usr/lib/systemd/system/multi-user.target
    100644 0 etc/systemd/system/kconform-agent.service
    100644 0 etc/systemd/system/kconform-failed.service
    100644 0 etc/systemd/system/kconform-shell.service
     40755 0 etc/systemd/system/multi-user.target.wants
    120777 0 etc/systemd/system/multi-user.target.wants/kconform-agent.service -> /etc/systemd/system/kconform-agent.service
    120777 0 etc/systemd/system/multi-user.target.wants/kconform-shell.service -> /etc/systemd/system/kconform-shell.service
    120777 0 etc/systemd/system/slow.service -> /dev/null
     40755 0 home
     40755 1000 home/user
    120777 1000 home/user/link -> run
    100755 1000 home/user/run
    120777 0 lib -> usr/lib
    120777 0 lib64 -> usr/lib64
     40755 0 mnt
     40755 0 proc
     40755 0 root
     40755 0 run
    120777 0 sbin -> usr/sbin
     40755 0 sys
     41777 0 tmp
     40755 0 usr
     40755 0 usr/bin
    100755 0 usr/bin/one
    120777 0 usr/bin/three -> two
    100755 0 usr/bin/two
     40755 0 usr/lib
     40755 0 usr/lib/modules
     40755 0 usr/lib64
     40755 0 usr/sbin
     40755 0 usr/share
     40755 0 var
     40755 0 var/lib
    "
  `);
});

test('the files of users, groups and units', async () => {
  const made = await entries();
  const text = (path: string) => made.find((entry) => entry.path === path)?.data?.toString();
  expect([
    text('etc/passwd'),
    text('etc/group'),
    text('etc/systemd/system/kconform-agent.service'),
  ]).toMatchInlineSnapshot(`
    [
      "root:x:0:0::/root:/bin/sh
    user:x:1000:1000::/home/user:/bin/sh
    ",
      "tty:x:5:
    root:x:0:
    user:x:1000:
    ",
      "[Unit]
    Description=Agent of kconform
    Requires=a.service b.socket
    After=a.service b.socket
    ConditionKernelCommandLine=!kconform.shell

    [Service]
    ExecStart=/init --guest
    LimitNOFILE=4096
    ExecStopPost=/bin/sh -c 'echo "kconform: the agent ended: $$SERVICE_RESULT, $$EXIT_CODE $$EXIT_STATUS" > /dev/console; exec systemctl poweroff -ff'
    TasksMax=512
    OOMPolicy=continue
    KillMode=mixed
    TimeoutStopSec=1
    ",
    ]
  `);
});

test('the same recipe and packages give the same bytes', async () => {
  const hash = async () =>
    createHash('sha256')
      .update(cpioArchive(await entries()))
      .digest('hex');
  expect(await hash()).toBe(await hash());
});

test('what would lie behind a link is told', async () => {
  await expect(entries('links: { bin/sh: dash }\n')).rejects.toThrow(
    "the root's bin/sh would lie behind the symbolic link bin: name its target instead",
  );
});

test('a damaged package is told by its path', async () => {
  const broken = join(directory, 'broken.deb');
  await writeFile(broken, 'no package');
  await expect(rootEntries(recipe(), [broken], await mkdtemp(join(directory, 'scratch-')))).rejects.toThrow(
    `cannot unpack ${broken}: `,
  );
});
