import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../src/commands/template-check/check-template.ts';
import { NOTIFICATIONS, taken, withLine } from '../support/templates.ts';

describe('a template as a whole', () => {
  it('of everything is mended to the native shape', () => {
    const { works, findings, mended } = checkTemplate('{{ json this }}');
    expect({ works, findings }).toMatchObject({ works: true, findings: [{ rule: 'leaks-secret' }] });
    expect(taken(mended!)).toBe(NOTIFICATIONS.length);
  });

  it('without a provider gets one', () => {
    const template = withLine('"a": 1,').replace('  "providerIdentifier": "com.proxmox",\n', '');
    const { works, findings, mended } = checkTemplate(template);
    expect({ works, findings }).toMatchObject({ works: false, findings: [{ rule: 'no-provider', line: 1 }] });
    expect(findings[0]!.mended).toBe('"providerIdentifier": "com.proxmox",');
    expect(mended).toBe(withLine('"a": 1,'));
    expect(taken(template)).toBe(0);
  });

  it('without provider and title, of Tera, gets all of it mended', () => {
    const { findings, mended } = checkTemplate('{\n"metadata": {"Message": {{ message|json }}}\n}');
    expect(findings.map(({ rule }) => rule).sort()).toEqual(['no-provider', 'no-title', 'tera-filter']);
    expect(taken(mended!)).toBe(NOTIFICATIONS.length);
  });

  it.each([
    ['empty', '', 'no-json'],
    ['no JSON at all', 'Backup: {{ timestamp }}', 'no-json'],
    ['a list', '[{{ json title }}]', 'refused'],
    [
      'with a severity that is a number',
      '{"providerIdentifier": "a", "title": {{ json title }}, "severity": 1}',
      'refused',
    ],
    [
      'with a provider of its own that is none',
      '{"providerIdentifier": "a b", "title": {{ json title }}}',
      'no-provider',
    ],
  ])('that is %s is broken', (_, template, rule) => {
    const { works, findings } = checkTemplate(template);
    expect(works).toBe(false);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(taken(template)).toBe(0);
  });

  it('has the place where its result stops being JSON', () => {
    const template = withLine('"a": 1').replace('"metadata"', '"b": true\n  "metadata"');
    expect(checkTemplate(template).findings).toMatchObject([{ rule: 'no-json', line: 6, column: 3 }]);
  });
});

const SEED = '../shared/seed';
const page = existsSync(SEED) ? readdirSync(SEED).map((name) => readFileSync(`${SEED}/${name}`, 'utf8')) : [];
const onPage = page.flatMap((text) => /notification time\.\n(\{\n[\s\S]*?\n\}\n\})/.exec(text)?.[1] ?? []);

describe.skipIf(onPage.length === 0)(
  `the page's template${onPage.length ? '' : ' (skipped: it is not here)'}`,
  () => {
    it('is told to be Tera line by line, and mended to one that works', () => {
      const { works, findings, mended } = checkTemplate(onPage[0]!);
      expect(works).toBe(false);
      expect(
        findings.filter(({ level }) => level === 'broken').map(({ rule, line }) => `${rule} ${line}`),
      ).toEqual([3, 4, 7, 9, 10, 11, 12].map((line) => `tera-filter ${line}`));
      expect(taken(onPage[0]!)).toBe(0);
      expect(taken(mended!)).toBe(NOTIFICATIONS.length);
      expect(checkTemplate(mended!)).toMatchObject({ works: true });
    });
  },
);

describe('templates put together at random', () => {
  const tag = fc.constantFrom(
    '{{ json title }}',
    '{{ title }}',
    '{{ escape message }}',
    '{{ json fields.type }}',
    '{{ escape fields.type }}',
    '{{#if fields.type}}',
    '{{ escape fields.hostname }}',
    '{{#if fields.hostname}}',
    '{{#unless fields.type}}',
    '{{else}}',
    '{{/if}}',
    '{{/unless}}',
    '{{ timestamp }}',
    '{{ severity|json }}',
    '{{ json timestamp }}',
    '{{ upper title }}',
    '{{ json',
    '{{',
    '}}',
    '{{ json fields }}',
  );
  const text = fc.constantFrom('"', ',', '\n', '1', '"a": ', '"b": 2,', '"c": "', '",', '{', '}', 'x');
  const line = fc.array(fc.oneof(tag, text), { maxLength: 7 }).map((pieces) => pieces.join(''));

  it('are judged as Handlebars itself does, and what is mended works', () => {
    let good = 0;
    fc.assert(
      fc.property(line, (pieces) => {
        const template = withLine(pieces);
        const { works, mended } = checkTemplate(template);
        if (works) expect(taken(template)).toBe(NOTIFICATIONS.length);
        else expect(taken(template)).toBeLessThan(NOTIFICATIONS.length);
        if (mended !== undefined) expect(taken(mended)).toBe(NOTIFICATIONS.length);
        if (works) good += 1;
      }),
      { numRuns: 500 },
    );
    expect(good).toBeGreaterThan(3);
  });

  it('are taken whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.oneof(tag, text, fc.string())).map((all) => all.join('')),
        ),
        (template) => {
          for (const { line: at, column } of checkTemplate(template).findings)
            expect(Math.min(at, column)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
