// A consumer of compat data, with nothing but what Node has: what a sandbox that wants everything gets from a kernel, and what it leaves open there.
//
//   node docs/examples/best-effort.mjs docs/reference/compat.json 6      for ABI 6
import { readFileSync } from 'node:fs';

const [file, abi] = process.argv.slice(2);
const compat = JSON.parse(readFileSync(file, 'utf8'));
if (compat.schema !== 'kconform-compat-1') throw new Error(`${file} is ${compat.schema}, this example reads kconform-compat-1`);

const fields = { access_fs: 'handled_access_fs', access_net: 'handled_access_net', scope: 'scoped' };
const features = Object.entries(compat.features);

console.log(`struct landlock_ruleset_attr for ABI ${abi}:`);
for (const [kind, field] of Object.entries(fields)) {
  const has = features.filter(([, feature]) => feature.kind === kind && feature.abi_added <= Number(abi));
  const mask = has.reduce((sum, [, { value }]) => sum | BigInt(value), 0n);
  if (mask !== 0n) console.log(`  .${field} = 0x${mask.toString(16)},`);
}

const lost = features.filter(([, { operations, abi_added }]) => operations.length > 0 && abi_added > Number(abi));
console.log(lost.length === 0 ? 'Everything that can be denied is.' : 'What stays open:');
for (const [id, { best_effort, evidence, errno_unsupported }] of lost) {
  const refusal = errno_unsupported.find(({ abi_first, abi_last }) => abi_first <= abi && abi <= abi_last);
  // Where no kernel showed it, it is the documentation's word alone.
  const seen = Object.keys(evidence.open?.kernels ?? {}).filter((kernel) => compat.kernels[kernel].abi === Number(abi));
  console.log(`  ${id} (${refusal?.errno ?? 'no error'} for whoever insists)`);
  console.log(`    ${best_effort}`);
  console.log(`    ${seen.length === 0 ? 'seen on no kernel with this ABI' : `seen on ${seen.join(', ')}`}`);
}
