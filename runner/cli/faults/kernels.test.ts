/** Kernels that do not boot: files that only look like one, and one whose init never answers. Infrastructure, never a verdict. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectFailure, ownCache, results, run, suite, temporary } from '../../testing/fault-box.ts';

/** A bzImage whose 16-bit entry runs this code: QEMU's loader accepts the header and jumps there. */
function image(code: readonly number[]): string {
  const file = Buffer.alloc(16_384);
  file[0x1f1] = 4; // setup sectors
  file.writeUInt16LE(0xaa55, 0x1fe);
  file.set([0xeb, 0x66], 0x200); // jmp over the header
  file.write('HdrS', 0x202, 'latin1');
  file.writeUInt16LE(0x020f, 0x206); // boot protocol 2.15
  file[0x211] = 1; // loaded high
  file.writeUInt32LE(0x100000, 0x214);
  file.writeUInt32LE(0x7fffffff, 0x22c);
  file.set(code, 0x268);
  const path = join(temporary(), 'bzImage');
  writeFileSync(path, file);
  return path;
}

/** cli; hlt; jmp back. */
const halt = [0xfa, 0xf4, 0xeb, 0xfd];

/** Writes each character to the first serial port. */
const print = (text: string) => [
  ...[0xba, 0xf8, 0x03], // mov dx, 0x3f8
  ...[...Buffer.from(text)].flatMap((character) => [0xb0, character, 0xee]), // mov al, character; out dx, al
];

async function attempt(kernel: string) {
  const document = join(temporary(), 'results.json');
  const args = [
    'run',
    '--accel',
    'tcg',
    '--kernel',
    kernel,
    '--timeout-scale',
    '0.05',
    '--suite',
    suite("quick('fine');"),
  ];
  const result = await run([...args, '--results', document], {
    environment: { KCONFORM_CACHE: ownCache({ copy: [] }) },
  });
  const doc = results(document);
  expect(doc).toMatchObject({ status: 'infrastructure', verdicts: [] });
  return { result, failure: doc.infrastructure[0]! };
}

test('a kernel without a serial port', async () => {
  const { result, failure } = await attempt(image(halt));
  expectFailure(
    result,
    69,
    /printed nothing on its serial port and its agent did not answer within 3 s\n {2}hint: .*CONFIG_SERIAL_8250_CONSOLE/,
  );
  expect(failure.console ?? '').toBe('');
}, 120_000);

test('a kernel that prints and then hangs: its console is shown, once', async () => {
  const { result, failure } = await attempt(image([...print('Linux version 9.9\nno initramfs, no init\n'), ...halt]));
  expectFailure(result, 69, /agent did not answer within 3 s of starting QEMU\n {2}hint: .*CONFIG_BLK_DEV_INITRD/);
  expect(failure.console).toContain('no initramfs, no init');
  expect((result.stdout + result.stderr).match(/no initramfs, no init/g)).toHaveLength(1);
}, 120_000);

test('a kernel that resets the machine at once', async () => {
  // Pulses the reset line by way of the keyboard controller; -no-reboot makes QEMU end.
  const { result } = await attempt(image([0xb0, 0xfe, 0xe6, 0x64, ...halt]));
  expectFailure(
    result,
    69,
    /QEMU ended with status 0 before the guest's agent answered\n {2}hint: is the file a kernel for x86-64\?/,
  );
}, 120_000);
