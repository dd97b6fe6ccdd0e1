import { tmpfs } from './file-systems.ts';
import { declareMatrix } from './matrix.ts';
import { moving } from './operations/renaming.ts';

declareMatrix({
  doc: 'security/landlock/fs.c: current_check_refer_path()',
  tags: ['fs', 'rename'],
  fileSystem: tmpfs,
  operations: moving,
});
