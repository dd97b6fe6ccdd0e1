/** Writes docs/results.schema.json and docs/compat.schema.json (`make schema`). Tests beside their publish.ts fail when they are not current. */
import { COMPAT_SCHEMA_FILE, publishedCompatSchema } from '../runner/compat/publish.ts';
import { publishedSchema, SCHEMA_FILE } from '../runner/results/publish.ts';
import { writeAtomically } from '../runner/results/write.ts';

writeAtomically(SCHEMA_FILE, publishedSchema());
writeAtomically(COMPAT_SCHEMA_FILE, publishedCompatSchema());
