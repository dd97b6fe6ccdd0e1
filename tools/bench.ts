/** Prints how long boots, restores and verdicts took, from a results document. Run by `make bench`. */
import { table } from '../runner/cli/table.ts';
import { duration } from '../runner/report/style.ts';
import { readResults } from '../runner/results/read.ts';

const doc = readResults(process.argv[2] ?? 'results/latest.json');

function quantile(sorted: number[], part: number): string {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return value === undefined ? '-' : duration(value);
}

const rows = doc.kernels.map(({ id, boot_ms, restore_ms }) => {
  const times = doc.verdicts
    .filter(({ kernel, verdict }) => kernel === id && verdict !== 'unsupported')
    .map(({ ms }) => ms)
    .sort((a, b) => a - b);
  const known = (ms: number | undefined) => (ms === undefined ? '-' : duration(ms));
  return [
    id,
    known(boot_ms),
    known(restore_ms),
    `${times.length}`,
    quantile(times, 0.5),
    quantile(times, 0.95),
    quantile(times, 1),
  ];
});
const seconds = (Date.parse(doc.finished) - Date.parse(doc.started)) / 1000;
process.stdout.write(table([['kernel', 'boot', 'restore', 'verdicts', 'median', '95 %', 'slowest'], ...rows]));
console.log(
  `\n${doc.verdicts.length} verdicts in ${seconds.toFixed(1)} s: ${(doc.verdicts.length / seconds).toFixed(1)} a second`,
);
console.log(
  `${doc.host.jobs} jobs, ${doc.host.accelerator}, QEMU ${doc.host.qemu ?? '-'}, host kernel ${doc.host.kernel}`,
);
