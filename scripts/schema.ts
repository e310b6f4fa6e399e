// Writes the JSON Schema of scores, for editors: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { SCHEMA_FILE, scoreJsonSchema } from './score-json-schema.ts';

writeFileSync(SCHEMA_FILE, scoreJsonSchema());
console.log(`wrote ${SCHEMA_FILE}`);
