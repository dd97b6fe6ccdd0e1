import { tmpfs } from './file-systems.ts';
import { declareMatrix } from './matrix.ts';
import { executing } from './operations/executing.ts';

declareMatrix({
  doc: 'security/landlock/fs.c: get_required_file_open_access()',
  tags: ['fs', 'execute'],
  fileSystem: tmpfs,
  operations: executing,
});
