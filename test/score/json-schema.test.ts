import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCHEMA_FILE, scoreJsonSchema } from '../../scripts/score-json-schema.ts';

describe('the JSON Schema for editors', () => {
  it('is the one that the program asks: npm run schema makes it anew', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(scoreJsonSchema());
  });

  it('describes every field, and lets pass what is there for authors', () => {
    const schema = JSON.parse(scoreJsonSchema());
    for (const [name, field] of Object.entries<{ description?: string }>(schema.properties))
      expect(field.description, name).toMatch(/\w/);
    expect(schema).toMatchObject({
      additionalProperties: false,
      required: ['providerIdentifier', 'displayName'],
      patternProperties: { '^_': {} },
    });
    expect(Object.keys(schema.properties)).toContain('$schema');
  });
});
