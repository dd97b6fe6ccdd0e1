import { tmpfs } from './file-systems.ts';
import { declareMatrix } from './matrix.ts';
import { creating } from './operations/opening.ts';

declareMatrix({
  doc: 'security/landlock/fs.c: hook_file_open()',
  tags: ['fs', 'open'],
  fileSystem: tmpfs,
  operations: creating,
});
