import { tmpfs } from './file-systems.ts';
import { declareMatrix } from './matrix.ts';
import { removing } from './operations/names.ts';

declareMatrix({
  doc: 'Documentation/userspace-api/landlock.rst: Access rights (Filesystem flags)',
  tags: ['fs', 'names'],
  fileSystem: tmpfs,
  operations: removing,
});
