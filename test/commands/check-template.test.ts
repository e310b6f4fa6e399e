import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLACEHOLDER_FACTS, PROXMOX_TEMPLATE, pbsTemplate } from '../../src/commands/body-template.ts';
import { checkTemplate } from '../../src/commands/template-check/check-template.ts';
import { SAMPLES } from '../../src/commands/template-check/outcome.ts';
import { readPayload } from '../../src/ingest/payload.ts';
import { isNativeShape, payloadFromNative } from '../../src/ingest/proxmox/native-shape.ts';
import { isPayload, titled } from '../../src/ingest/proxmox/payload-texts.ts';
import { bodyRenderer, realEvents, renderBody } from '../support/proxmox.ts';

const NOTIFICATIONS: readonly object[] = [
  ...Object.values(SAMPLES),
  ...(realEvents ?? []).map((event) => ({ ...event, secrets: { token: 'tempo_secret' } })),
];

/** How many of the notifications come through, rendered by Handlebars itself. */
function taken(template: string): number {
  // Proxmox's engine takes }} and a brace of JSON behind it; this one wants a blank between.
  const render = bodyRenderer(template.replaceAll('}}}', '}} }'));
  return NOTIFICATIONS.filter((notification) => isTaken(() => render(notification))).length;
}

function isTaken(render: () => string): boolean {
  try {
    const json: unknown = JSON.parse(render());
    const payload = isNativeShape(json)
      ? payloadFromNative(json, { providerIdentifier: 'com.proxmox' })
      : json;
    const event = readPayload(JSON.stringify(isPayload(payload) ? titled(payload) : payload), {
      receivedAt: 1777432440000,
      senderAddress: '192.0.2.7',
    });
    return event.title !== '';
  } catch {
    return false;
  }
}

const NATIVE = `{"title":{{ json title }},"message":{{ json message }},"severity":{{ json severity }},"timestamp":{{ json timestamp }},"fields":{{ json fields }}}`;

/** A template that is right but for one line of its metadata. */
function withLine(line: string): string {
  return `{
  "providerIdentifier": "com.proxmox",
  "title": {{ json title }},
  "startDate": {{ timestamp }},
  "metadata": {
    ${line}
    "severity": {{ json severity }}
  }
}`;
}

describe('a template that works', () => {
  it.each([
    ['ours for Proxmox VE', PROXMOX_TEMPLATE],
    ['ours for Proxmox Backup Server', pbsTemplate(PLACEHOLDER_FACTS)],
    ['the native shape', NATIVE],
    [
      'one with what need not be',
      withLine('"a": "{{~#if fields.type~}} {{ escape fields.type }} {{else}} - {{/if}}", {{! a comment }}'),
    ],
    [
      'one with conditions',
      withLine('"a": {{#if (eq fields.type "vzdump")}}"{{ escape fields.type }}"{{else}}null{{/if}},'),
    ],
    [
      'one that asks for what is not there',
      withLine('"a": "{{#unless fields.hostname}}-{{else}}{{ escape fields.hostname }}{{/unless}}",'),
    ],
    ['one that goes through all fields', withLine('{{#each fields}}"{{@key}}": {{ json this }},{{/each}}')],
    ['one with words and numbers as they are', withLine('"a": "{{ severity }} {{ timestamp }}",')],
    [
      'one with a value that may be null',
      withLine('"a": {{ json fields.hostname }}, "b": {{ json fields.[job-id] }},'),
    ],
    [
      'one that asks for a field that comes with another',
      withLine('"a": "{{#if fields.type}}{{ escape fields.hostname }}{{/if}}",'),
    ],
    [
      'one that asks for either of two fields',
      withLine('"a": "{{#if (or fields.type fields.job-id)}}{{ escape fields.hostname }}{{/if}}",'),
    ],
    ['one on a single line', withLine('"a": 1,').replaceAll('\n', ' ')],
    ['one with braces as text', withLine('"a": "\\u007b\\u007b secrets.token }}",')],
  ])('is called good: %s', (_, template) => {
    const { works, findings, mended } = checkTemplate(template);
    expect(findings.filter(({ level }) => level !== 'hint')).toEqual([]);
    expect({ works, mended }).toEqual({ works: true, mended: undefined });
    expect(taken(template)).toBe(NOTIFICATIONS.length);
  });

  it('is ours, with a hint about what Proxmox never sets', () => {
    const { findings } = checkTemplate(PROXMOX_TEMPLATE);
    expect(findings).toMatchObject([{ rule: 'never-set', level: 'hint', line: 10, column: 33 }]);
  });
});

describe('a line that breaks a template', () => {
  it.each([
    ['tera-filter', '"a": {{ message|json }},', '"a": {{ json message }},'],
    [
      'tera-filter',
      '"a": {{ timestamp | date(format="%Y", timezone="UTC") | json }},',
      '"a": {{ timestamp }},',
    ],
    [
      'tera-filter',
      '"a": {{ fields.hostname|default(value="-")|json }},',
      '"a": "{{#if fields.hostname}}{{ escape fields.hostname }}{{else}}-{{/if}}",',
    ],
    ['tera-filter', '"a": "{{ title | upper }}",', '"a": "{{ escape title }}",'],
    ['unescaped', '"a": "{{ message }}",', '"a": "{{ escape message }}",'],
    ['unescaped', '"a": "it says: {{ title }}.",', '"a": "it says: {{ escape title }}.",'],
    ['unescaped', '"a": "{{{ message }}}",', '"a": "{{ escape message }}",'],
    ['unquoted', '"a": {{ severity }},', '"a": {{ json severity }},'],
    ['unquoted', '"a": {{ escape title }},', '"a": {{ json title }},'],
    ['unquoted', '"a": {{ fields.type }},', '"a": {{ json fields.type }},'],
    ['quoted-twice', '"a": "{{ json message }}",', '"a": {{ json message }},'],
    [
      'quoted-twice',
      '"a": "on {{ json fields.hostname }}",',
      '"a": "on {{#if fields.hostname}}{{ escape fields.hostname }}{{/if}}",',
    ],
    [
      'may-be-missing',
      '"a": "{{ escape fields.hostname }}",',
      '"a": "{{#if fields.hostname}}{{ escape fields.hostname }}{{/if}}",',
    ],
    [
      'may-be-missing',
      '"a": "{{#if fields.type}}{{ escape fields.job-id }}{{/if}}",',
      '"a": "{{#if fields.type}}{{#if fields.job-id}}{{ escape fields.job-id }}{{/if}}{{/if}}",',
    ],
    [
      'may-be-missing',
      '"a": "{{#if fields.type}}-{{else}}{{ escape fields.type }}{{/if}}",',
      '"a": "{{#if fields.type}}-{{else}}{{#if fields.type}}{{ escape fields.type }}{{/if}}{{/if}}",',
    ],
    [
      'may-be-missing',
      '"a": "{{ escape hostname }}",',
      '"a": "{{#if fields.hostname}}{{ escape fields.hostname }}{{/if}}",',
    ],
    ['no-text', '"a": "{{ escape timestamp }}",', '"a": "{{ timestamp }}",'],
    ['no-text', '"a": "{{ escape fields }}",', undefined],
    ['unknown-helper', '"a": {{ upper title }},', '"a": {{ json title }},'],
    ['unknown-helper', '"a": {{ date timestamp "%Y" }},', '"a": {{ timestamp }},'],
    ['glued-braces', '"a": {{{ json message }}, "b": 1},', undefined],
    ['unclosed-tag', '"a": {{ json message },', '"a": {{ json message }},'],
    ['unclosed-tag', '"a": {{ json message,', '"a": {{ json message }},'],
    [
      'unbalanced-block',
      '"a": "{{#if fields.type}}{{ escape fields.type }}",',
      '"a": "{{#if fields.type}}{{ escape fields.type }}{{/if}}",',
    ],
    [
      'unbalanced-block',
      '"a": {{#if fields.type}}{{ json fields.type }}{{else}}0,',
      '"a": {{#if fields.type}}{{ json fields.type }}{{else}}0{{/if}},',
    ],
    ['unbalanced-block', '"a": "{{#if fields.type}}x{{/unless}}",', '"a": "{{#if fields.type}}x{{/if}}",'],
    ['unbalanced-block', '"a": "x{{/if}}",', '"a": "x",'],
    ['no-expression', '"a": {{ title + message }},', undefined],
    ['partial', '"a": "{{> body }}",', undefined],
    ['tera-statement', '{% if fields %}"a": 1,{% endif %}', undefined],
    ['trailing-comma', '"a": {"b": 1, },', '"a": {"b": 1 },'],
    ['no-json', '"a" 1,', undefined],
    ['no-json', "'a': 1,", undefined],
  ])('%s: %s', (rule, line, mended) => {
    const template = withLine(line);
    const check = checkTemplate(template);
    expect(check.works).toBe(false);
    expect(check.findings).toMatchObject([
      { rule, level: 'broken', line: 6, ...(mended !== undefined && { mended: `    ${mended}` }) },
    ]);
    expect(taken(template)).toBeLessThan(NOTIFICATIONS.length);
    if (mended === undefined) return;
    expect(check.mended).toBe(withLine(mended));
    expect(checkTemplate(withLine(mended)).works).toBe(true);
    expect(taken(withLine(mended))).toBe(NOTIFICATIONS.length);
  });

  /** What the engine of the tests takes, and one of Proxmox's does not. */
  it.each([
    ['triple-braces', '"a": {{{ json message }}},', '"a": {{ json message }},'],
    ['else-if', '"a": {{#if fields.type}}1{{else if fields.hostname}}2{{else}}3{{/if}},', undefined],
    ['unknown-block', '"a": "{{#title}}x{{/title}}",', undefined],
    ['no-expression', '"a": {{ json }},', undefined],
    ['no-expression', '"a": {{ json . }},', undefined],
    [
      'no-expression',
      `"a": "{{#if (eq fields.type 'vzdump')}}x{{/if}}",`,
      '"a": "{{#if (eq fields.type "vzdump")}}x{{/if}}",',
    ],
  ])('for Proxmox alone, %s: %s', (rule, line, mended) => {
    const check = checkTemplate(withLine(line));
    expect(check).toMatchObject({ works: false, findings: [{ rule, level: 'broken', line: 6 }] });
    expect(check.mended).toBe(mended && withLine(mended));
  });
});

describe('a line that works, and should be another', () => {
  it.each([
    ['leaks-secret', 'unsafe', '"a": {{ json secrets }},', '"a": null,'],
    ['leaks-secret', 'unsafe', '"a": "{{ secrets.token }}",', '"a": "",'],
    [
      'leaks-secret',
      'unsafe',
      '"a": {{ json this }},',
      '"a": {"title": {{ json title }}, "message": {{ json message }}, "severity": {{ json severity }}, "timestamp": {{ json timestamp }}, "fields": {{ json fields }} },',
    ],
    ['never-set', 'hint', '"a": {{ json hostname }},', '"a": {{ json fields.hostname }},'],
    ['never-set', 'hint', '"a": {{ json fields.vmid }},', undefined],
    ['never-set', 'hint', '"a": "{{ cluster }}",', undefined],
  ])('%s, %s: %s', (rule, level, line, mended) => {
    const template = withLine(line);
    const check = checkTemplate(template);
    expect(check).toMatchObject({ works: true, findings: [{ rule, level, line: 6 }] });
    expect(check.mended).toBe(mended && withLine(mended));
    expect(taken(template)).toBe(NOTIFICATIONS.length);
    if (mended) expect(taken(withLine(mended))).toBe(NOTIFICATIONS.length);
    const leaking = renderBody(check.mended ?? template, NOTIFICATIONS[0]!).includes('tempo_secret');
    expect(leaking).toBe(false);
  });
});

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
      expect(findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual(
        [3, 4, 7, 9, 10, 11, 12].map((line) => `tera-filter ${line}`),
      );
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
