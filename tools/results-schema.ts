/** Writes docs/results.schema.json (`make schema`). runner/results/publish.test.ts fails when it is not current. */
import { publishedSchema, SCHEMA_FILE } from '../runner/results/publish.ts';
import { writeAtomically } from '../runner/results/write.ts';

writeAtomically(SCHEMA_FILE, publishedSchema());
