import { type Case, type Expected, type Group, probe } from '../case.ts';
import { event, newTitle } from '../requests.ts';

/** A body that is this text, put together with a title that no other has. */
function body(
  name: string,
  make: (title: string) => string,
  expected: Expected,
  options: Parameters<typeof probe>[3] = {},
): Case {
  return probe(name, () => ({ body: make(newTitle()) }), expected, options);
}

const NOT_JSON: readonly string[] = [
  '',
  ' ',
  '\0',
  '{',
  '}',
  '[',
  '"',
  '{}}',
  '{"title"',
  '{title:"x"}',
  "{'title':'x'}",
  '{"title":"x",}',
  '{"a":1 "b":2}',
  '{"a":undefined}',
  '{"a":NaN}',
  '{"a":Infinity}',
  '{"a":-Infinity}',
  '{"a":.5}',
  '{"a":1.}',
  '{"a":01}',
  '{"a":+1}',
  '{"a":0x1}',
  '{"a":1e}',
  '{"a":1_0}',
  '{"a":1n}',
  '// x\n{}',
  '/* x */{}',
  '{}{}',
  '{}\n{}',
  'callback({})',
  ")]}',\n{}",
  '{"a":"\t"}',
  '{"a":"\n"}',
  '{"a":"\\x41"}',
  '{"a":"\\u00g0"}',
  '{"a":"\\',
  'True',
  'nul',
  '--',
  '<xml/>',
  '!!js/function',
];
const NO_OBJECT = ['null', 'true', '0', '1e5', '"text"', '[]', '[{}]', '[[]]'];

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const lists = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const withMetadata = (metadata: string) => (title: string) =>
  `{"title":"${title}","providerIdentifier":"com.proxmox","metadata":${metadata}}`;
const withField = (field: string) => (title: string) =>
  `{"title":"${title}","providerIdentifier":"com.proxmox",${field}}`;
const keys = (count: number) => Array.from({ length: count }, (_, at) => `"k${at}":1`).join(',');

const depths: Case[] = [
  ...[1, 16, 31].map((depth) => body(`nested ${depth} deep`, withMetadata(nested(depth)), 202)),
  body('nested 33 deep', withMetadata(nested(33)), [202, 422]),
  ...[34, 35, 64, 1000, 100_000, 600_000].map((depth) =>
    body(`nested ${depth} deep`, withMetadata(nested(depth)), 422, { field: '/metadata' }),
  ),
  ...[40, 100_000, 1_900_000].map((depth) =>
    body(`lists ${depth} deep`, withMetadata(`{"a":${lists(depth)}}`), 422, { field: '/metadata' }),
  ),
  body('2 million lists alone', () => lists(2_000_000), [413, 422]),
  body('100,000 lists that are not closed', () => '['.repeat(100_000), 422, { field: '' }),
  body('4 million lists that are not closed', () => '['.repeat(4_000_000), 422, { field: '' }),
  body('700,000 objects that are not closed', () => '{"a":'.repeat(700_000), 422, { field: '' }),
  body('100 deep beside the metadata', withField(`"x":${nested(100)}`), 422),
];

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

const names: Case[] = [
  body(
    'the title twice',
    (title) => `{"title":"first","title":"${title}","providerIdentifier":"com.proxmox"}`,
    202,
    { kept: ({ title }) => title !== 'first' },
  ),
  body(
    'the provider twice, the second not its own',
    (title) => `{"title":"${title}","providerIdentifier":"com.proxmox","providerIdentifier":"org.example"}`,
    401,
  ),
  body(
    'the provider twice, the first not its own',
    (title) => `{"title":"${title}","providerIdentifier":"org.example","providerIdentifier":"com.proxmox"}`,
    202,
    { kept: ({ providerIdentifier }) => providerIdentifier === 'com.proxmox' },
  ),
  body(
    'the provider under an escaped name',
    (title) => `{"title":"${title}","provider\\u0049dentifier":"org.example"}`,
    401,
  ),
  body(
    'the title under another case',
    (title) => `{"Title":"${title}","providerIdentifier":"com.proxmox"}`,
    422,
    { field: '/title' },
  ),
  body(
    '__proto__ in place of the fields',
    (title) => `{"__proto__":{"title":"${title}","providerIdentifier":"com.proxmox"}}`,
    422,
    { field: '/title' },
  ),
  body(
    '__proto__ beside the fields',
    withField(
      '"__proto__":{"severity":"critical","state":"firing","externalID":"x","isAdmin":true,"actions":[{"label":"a","systemIcon":"b","trigger":{"openTerminalWith":"rm"}}]}',
    ),
    202,
    {
      kept: (kept) =>
        !('actions' in kept) &&
        kept.severity === undefined &&
        kept.externalID === undefined &&
        String(JSON.stringify(kept.extra)).startsWith('{"__proto__":'),
    },
  ),
  body(
    'constructor.prototype beside the fields',
    withField('"constructor":{"prototype":{"isAdmin":true}},"toString":null,"hasOwnProperty":1,"toJSON":"x"'),
    202,
    {
      kept: ({ extra }) =>
        same(extra?.constructor, { prototype: { isAdmin: true } }) && extra?.toJSON === 'x',
    },
  ),
  body('__proto__ in the metadata', withMetadata('{"__proto__":{"VMID":"666"},"a":1}'), 202, {
    kept: ({ metadata, resolved }) =>
      same(Object.getOwnPropertyDescriptor(metadata, '__proto__')?.value, { VMID: '666' }) &&
      (resolved as { vmid: unknown }).vmid === null,
  }),
  body('__proto__ deep in the metadata', withMetadata('{"a":{"__proto__":{"b":{"__proto__":null}}}}'), 202, {
    kept: ({ metadata }) => JSON.stringify(metadata.a) === '{"__proto__":{"b":{"__proto__":null}}}',
  }),
  ...[
    'constructor',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'prototype',
    'toJSON',
    '__defineGetter__',
    'then',
    'length',
    '',
    ' ',
    '$ref',
    'senderAddress/x',
    'a.b',
    '\\u0000',
    '\\ud800',
  ].map((name) =>
    body(`metadata named ${JSON.stringify(name)}`, withMetadata(`{"${name}":"kept"}`), 202, {
      kept: ({ metadata }) => metadata[JSON.parse(`"${name}"`)] === 'kept',
    }),
  ),
  ...['__proto__', 'constructor', 'hasOwnProperty', '__defineSetter__'].map((name) =>
    body(`the external id ${name}`, withField(`"externalID":"${name}"`), [200, 202], {
      kept: ({ externalID }) => externalID === name,
    }),
  ),
  body(
    '__proto__ in an action',
    withField(
      '"actions":[{"label":"a","systemIcon":"b","trigger":{"copyToClipboard":"x"},"__proto__":{"x":1}}]',
    ),
    [202, 422],
  ),
  body(
    '__proto__ as the trigger',
    withField('"actions":[{"label":"a","systemIcon":"b","trigger":{"__proto__":{"openTerminalWith":"rm"}}}]'),
    422,
  ),
  body(
    'who received it, forged',
    withField(
      '"id":"forged","seq":0,"receivedAt":"1999-01-01T00:00:00Z","token":"forged","derived":{"title":"forged"},"triage":"dismissed","resolved":{"level":"ok"}',
    ),
    202,
    {
      kept: ({ id, seq, receivedAt, token, derived, triage }) =>
        id !== 'forged' &&
        seq > 0 &&
        receivedAt !== '1999-01-01T00:00:00Z' &&
        token !== 'forged' &&
        derived === undefined &&
        triage === undefined,
    },
  ),
];

const values: Case[] = [
  ...[
    '1e999',
    '-1e999',
    '1e-999',
    '-0',
    '9007199254740993',
    '123456789012345678901234567890',
    `1${'0'.repeat(5000)}`,
    `0.${'3'.repeat(5000)}`,
  ].map((number) =>
    body(`the number ${number.slice(0, 32)}`, withMetadata(`{"a":${number},"b":[${number}]}`), 202),
  ),
  body('a title with NUL', () => event({ title: `Zq7xEcho ${'\0'} x ${Math.random()}` }), 202),
  body(
    'a title of lone surrogates',
    (title) => `{"title":"${title} \\ud800\\udc00\\udfff","providerIdentifier":"com.proxmox"}`,
    202,
    { kept: ({ title }) => title.endsWith('\ud800\udc00\udfff') },
  ),
  body('a title of escapes', (title) => event({ title: `${title}\x1b]52;c;cm0gLXJm\x07\x9b2J\u202e` }), 202, {
    kept: ({ title }) => title.endsWith('\x1b]52;c;cm0gLXJm\x07\x9b2J\u202e'),
  }),
  body('a title of 2 MiB', (title) => event({ title: title + 'x'.repeat(2 ** 21) }), 202, {
    kept: ({ title, metadata }) => [...title].length === 200 && String(metadata.fullTitle).length > 2 ** 21,
  }),
  body('a title of 700,000 faces', (title) => event({ title: title + '\u{1f600}'.repeat(700_000) }), 202),
  body('a title of 700,000 accents', (title) => event({ title: `${title}${'\u0301'.repeat(700_000)}` }), 202),
  body('4 MB of blanks as the title', () => event({ title: ' '.repeat(4_000_000) }), 422, {
    field: '/title',
  }),
  body('a message of 4 MB', withMetadata(`{"Message":"${'x'.repeat(4_000_000)}"}`), 202, {
    kept: ({ metadata }) => String(metadata.Message).length === 4_000_000,
  }),
  body(
    'a message of a million lines',
    withMetadata(`{"TaskType":"vzdump","Message":"${'a\\n'.repeat(1_000_000)}"}`),
    202,
  ),
  body(
    'a table of 100,000 guests',
    withMetadata(
      `{"TaskType":"vzdump","Message":"Details\\n=======\\nVMID    Name    Status    Time    Size    Filename\\n${'100     vm      ok        1s      1 GiB   x\\n'.repeat(70_000)}"}`,
    ),
    202,
  ),
  body('a key of 1 MB', withMetadata(`{"${'k'.repeat(1_000_000)}":1}`), 202),
  body('100,000 keys in the metadata', withMetadata(`{${keys(100_000)}}`), 422, { field: '/metadata' }),
  body('100,000 keys in one value', withMetadata(`{"a":{${keys(100_000)}}}`), [202, 413]),
  body('100,000 keys beside the fields', withField(keys(100_000)), [202, 413]),
  body('340,000 keys beside the fields', withField(keys(340_000)), [202, 413]),
  body(
    '320,000 keys, in the native shape',
    (title) => `{"title":"${title}","message":"x","severity":"info","fields":{${keys(320_000)}}}`,
    [413, 422],
  ),
  body('two million numbers', withMetadata(`{"a":[${'1,'.repeat(1_999_000)}1]}`), [202, 413]),
  body('1.3 million empty lists', withMetadata(`{"a":[${'[],'.repeat(1_300_000)}1]}`), [202, 413]),
  body('1.3 million empty objects', withMetadata(`{"a":[${'{},'.repeat(1_300_000)}1]}`), [202, 413]),
  body('400,000 actions', withField(`"actions":[${'{},'.repeat(400_000)}{}]`), [413, 422]),
  body(
    '4 MB of blanks around it',
    (title) => `${' '.repeat(2_000_000)}${event({ title })}${'\n'.repeat(2_000_000)}`,
    202,
  ),
  body(
    'keys that one hash was made for',
    withMetadata(`{"a":{${Array.from({ length: 50_000 }, (_, at) => `"${at * 65_536}":1`).join(',')}}}`),
    [202, 413],
  ),
];

/** Bodies of megabytes; of these the shorter run has one that is taken and one that is refused. */
const isHeavy = ({ name }: Case) =>
  /million|\d{3},?\d{3}|M(i)?B/.test(name) && !/message of 4 MB|100,000 keys in the metadata/.test(name);

export const json: Group = {
  name: 'json',
  heavy: true,
  cases: [
    ...NOT_JSON.map((text) => body(`no JSON: ${JSON.stringify(text)}`, () => text, 422, { field: '' })),
    ...NO_OBJECT.map((text) => body(`no object: ${text}`, () => text, 422, { field: '' })),
    body('no fields', () => '{}', 422, { field: '/title' }),
    body('the event in a list', () => `[${event()}]`, 422, { field: '' }),
    body('the event as text', () => JSON.stringify(event()), 422, { field: '' }),
    ...depths,
    ...names,
    ...values,
  ].map((each) => (isHeavy(each) ? { ...each, long: true } : each)),
};
