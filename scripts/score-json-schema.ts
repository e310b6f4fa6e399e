import * as z from 'zod';
import { scoreSchema } from '../src/score/schema.ts';

/** Where the JSON Schema of scores lies in this repository. */
export const SCHEMA_FILE = 'schema/tempo-tui-score.schema.json';

/** The JSON Schema for editors, as text; made from the schema that the program itself asks. */
export function scoreJsonSchema(): string {
  const { $schema, properties, ...rest } = z.toJSONSchema(scoreSchema, { target: 'draft-7', io: 'input' });
  const schema = {
    $schema,
    title: 'Score',
    description: "What a source's events mean: name, colour, severity, grouping, actions.",
    ...rest,
    properties: {
      $schema: { type: 'string', description: 'Where this schema is; not used.' },
      ...properties,
    },
    patternProperties: { '^_': { description: 'For authors and other programs; not used.' } },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
