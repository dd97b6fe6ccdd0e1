import { agentEnded } from '../guest/lost.ts';
import type { CpioEntry } from '../image/cpio.ts';
import type { Recipe } from './recipe.ts';

/** Where the probe is, as the initramfs brings it. */
const probe = '/init';
const file = 0o100644;
const link = 0o120777;

/** The unit that is the agent: it starts when everything that the recipe waits for has started, and its hello says that the guest is ready. */
const agentUnit = (ready: readonly string[]) => `[Unit]
Description=Agent of kconform
Requires=${ready.join(' ')}
After=${ready.join(' ')}
ConditionKernelCommandLine=!kconform.shell

[Service]
ExecStart=${probe} --guest
LimitNOFILE=4096
ExecStopPost=/bin/sh -c 'echo "${agentEnded} $$SERVICE_RESULT, $$EXIT_CODE $$EXIT_STATUS" > /dev/console; exec systemctl poweroff -ff'
TasksMax=512
OOMPolicy=continue
KillMode=mixed
TimeoutStopSec=1
`;

/** Nobody should wait for a deadline when a unit has failed: the console says which, and the guest ends. */
const failedUnit = `[Unit]
Description=Tell what keeps the agent of kconform from starting
DefaultDependencies=no

[Service]
Type=oneshot
StandardOutput=tty
StandardError=tty
TTYPath=/dev/console
ExecStart=/bin/sh -c 'echo "kconform: the session did not come up:"; systemctl --no-pager --plain --no-legend --failed; systemctl --no-pager list-jobs'
ExecStart=/usr/bin/systemctl poweroff -ff
`;

/** On the console instead of the agent: `kconform shell --rootfs`. */
const shellUnit = (ready: readonly string[]) => `[Unit]
Description=Shell on the console
Wants=${ready.join(' ')}
After=${ready.join(' ')}
ConditionKernelCommandLine=kconform.shell

[Service]
Environment=HOME=/root TERM=linux
WorkingDirectory=/root
ExecStart=-/bin/bash -i
ExecStopPost=/usr/bin/systemctl poweroff -ff
StandardInput=tty-force
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
`;

/** What a recipe's users, groups, masks and units become. */
export function generatedFiles(recipe: Recipe): CpioEntry[] {
  const { users, groups, mask, ready } = recipe;
  const text = (path: string, lines: string) => ({ path, mode: file, data: Buffer.from(lines) });
  const links = (path: string, target: string) => ({ path, mode: link, data: Buffer.from(target) });
  const allGroups = [...Object.entries(groups), ...users.map(({ name, uid }): [string, number] => [name, uid])];
  const units = 'etc/systemd/system';
  return [
    text(
      'etc/passwd',
      users.map(({ name, uid, home, shell }) => `${name}:x:${uid}:${uid}::${home}:${shell}\n`).join(''),
    ),
    text('etc/group', allGroups.map(([name, gid]) => `${name}:x:${gid}:\n`).join('')),
    { ...text('etc/shadow', users.map(({ name }) => `${name}:*:20000::::::\n`).join('')), mode: 0o100640 },
    ...users
      .filter(({ home }) => home !== '/root' && home !== '/')
      .map(({ home }) => ({ path: home.slice(1), mode: 0o040755 })),
    ...mask.map((unit) => links(`${units}/${unit}`, '/dev/null')),
    ...ready.map((unit) => text(`${units}/${unit}.d/kconform.conf`, '[Unit]\nOnFailure=kconform-failed.service\n')),
    text(`${units}/kconform-agent.service`, agentUnit(ready)),
    text(`${units}/kconform-failed.service`, failedUnit),
    text(`${units}/kconform-shell.service`, shellUnit(ready)),
    ...['agent', 'shell'].map((name) =>
      links(`${units}/multi-user.target.wants/kconform-${name}.service`, `/${units}/kconform-${name}.service`),
    ),
    links(`${units}/default.target`, '/usr/lib/systemd/system/multi-user.target'),
  ];
}
