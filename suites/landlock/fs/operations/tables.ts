import type { Operation } from '../operation.ts';
import { executing } from './executing.ts';
import { linking, making, removing } from './names.ts';
import { creating, opening } from './opening.ts';
import { moving, renaming } from './renaming.ts';

/** Operations that belong together. */
export interface Table {
  /** What promises their rights. */
  readonly doc: string;
  readonly tag: string;
  readonly label: string;
  readonly operations: readonly Operation[];
}

const open = 'security/landlock/fs.c: hook_file_open()';
const flags = 'Documentation/userspace-api/landlock.rst: Access rights (Filesystem flags)';
const refer = 'security/landlock/fs.c: current_check_refer_path()';

/** All of them. */
export const tables: readonly Table[] = [
  { doc: open, tag: 'open', label: 'opening', operations: opening },
  { doc: open, tag: 'open', label: 'creating by opening', operations: creating },
  {
    doc: 'security/landlock/fs.c: get_required_file_open_access()',
    tag: 'execute',
    label: 'executing',
    operations: executing,
  },
  { doc: flags, tag: 'names', label: 'making', operations: making },
  { doc: flags, tag: 'names', label: 'removing', operations: removing },
  { doc: flags, tag: 'names', label: 'linking', operations: linking },
  { doc: refer, tag: 'rename', label: 'renaming', operations: renaming },
  { doc: refer, tag: 'rename', label: 'moving', operations: moving },
];
