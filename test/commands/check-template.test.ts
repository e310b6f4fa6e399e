import { describe, expect, it } from 'vitest';
import { PLACEHOLDER_FACTS, PROXMOX_TEMPLATE, pbsTemplate } from '../../src/commands/body-template.ts';
import { checkTemplate } from '../../src/commands/template-check/check-template.ts';
import { renderBody } from '../support/proxmox.ts';
import { NOTIFICATIONS, taken, withLine } from '../support/templates.ts';

const NATIVE = `{"title":{{ json title }},"message":{{ json message }},"severity":{{ json severity }},"timestamp":{{ json timestamp }},"fields":{{ json fields }}}`;

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

  it('is ours, with hints about what Proxmox never sets and what the reader has to', () => {
    const { findings } = checkTemplate(PROXMOX_TEMPLATE);
    expect(findings).toMatchObject([
      { rule: 'placeholder', level: 'hint' },
      { rule: 'never-set', level: 'hint', line: 10, column: 33 },
    ]);
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
    [
      'unbalanced-block',
      '"a": {{#if fields.type}}1{{else}}2{{else}}3{{/if}},',
      '"a": {{#if fields.type}}1{{else}}23{{/if}},',
    ],
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
    [
      'may-be-missing',
      '"a": "x?{{ url-encode fields.hostname }}",',
      '"a": "x?{{#if fields.hostname}}{{ url-encode fields.hostname }}{{/if}}",',
    ],
    ['unquoted', '"a": {{ url-encode title }},', '"a": "{{ url-encode title }}",'],
    ['tera-filter', '"a": "x?{{ title | urlencode }}",', '"a": "x?{{ url-encode title }}",'],
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
    ['placeholder', 'hint', '"a": "https://your-proxmox.lan:8006",', undefined],
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
