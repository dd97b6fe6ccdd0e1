import { ext4 } from './file-systems.ts';
import { declareSummary } from './matrix.ts';
import { tables } from './operations/tables.ts';

for (const { doc, tag, label, operations } of tables) {
  declareSummary(label, { doc, tags: ['fs', 'ext4', tag], fileSystem: ext4, operations });
}
