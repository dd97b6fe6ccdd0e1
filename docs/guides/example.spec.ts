// A first spec, as `kconform init` writes it. The guide tells the rest: docs/guides/writing-scenarios.md in the folder of the package.
import { abi, EACCES, OK, scenario, since } from 'kconform';
import { landlock } from 'kconform/landlock';

scenario(
  // The promise. `{rule}` is replaced by the label of the variant.
  'truncate a file, {rule}',
  {
    // Who promises it.
    doc: 'Documentation/userspace-api/landlock.rst: Truncating files',
    tags: ['fs', 'truncate'],
    variants: {
      rule: [
        { label: 'without a rule', access: [] },
        { label: 'with the right', access: ['TRUNCATE'] },
      ],
    },
    // A strict program insists on the right; a best-effort one does without it where the kernel does not know it.
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    // Steps without an expectation prepare what is asked: they must succeed.
    t.main.writeFile('file', 'content');
    const client = t.main.process('client');
    landlock(client, { fs: ['TRUNCATE'], rules: [{ path: '.', access: t.rule.access }] });
    // The check. The right came with ABI 3: before, nothing keeps a best-effort program from truncating.
    client.truncate('file', 0).expect(t.rule.access.length > 0 ? OK : since(abi(3), EACCES).otherwise(OK));
  },
);
