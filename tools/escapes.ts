/** `node tools/escapes.ts RESULTS`: writes the observed evidence of docs/guides/escapes.md anew, from a results document of `kconform run landlock/escapes`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from '../runner/results/read.ts';
import { root } from '../vm/installation.ts';
import { tableOf } from './escapes/evidence.ts';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node tools/escapes.ts RESULTS');
  process.exit(2);
}
const guide = join(root, 'docs/guides/escapes.md');
const text = readFileSync(guide, 'utf8');
const made = text.replace(/(<!-- evidence -->\n)[\s\S]*(<!-- end -->)/, (_, begin: string, end: string) => {
  return `${begin}${tableOf(readResults(path))}\n${end}`;
});
writeFileSync(guide, made);
