import { type Case, type Group, probe } from '../case.ts';
import { event, MARK } from '../requests.ts';

const ACTION = { label: 'a', systemIcon: 'b', trigger: { openURL: 'https://pve-01.lan:8006' } };
const long = (length: number) => MARK + 'x'.repeat(length - MARK.length);

function refused(fields: object, field: string): Case {
  return probe(`${JSON.stringify(fields).slice(0, 70)} is refused`, () => ({ body: event(fields) }), 422, {
    field,
  });
}

function taken(fields: object, kept: Parameters<typeof probe>[3] = {}): Case {
  return probe(`${JSON.stringify(fields).slice(0, 70)} is taken`, () => ({ body: event(fields) }), 202, kept);
}

const WRONG_TYPES = [7, true, [MARK], { [MARK]: MARK }];
const NO_DATES = [
  '',
  MARK,
  'soon',
  '1',
  1,
  0,
  -1,
  1e300,
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-01-01T25:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:00+15:00',
  '20260101T000000Z',
  '99999999999999999999',
  '1969-12-31T23:59:59Z',
  '+010000-01-01T00:00:00Z',
  '0x66666666',
  '1.7e9',
  true,
  [1777432440],
  { $date: 1 },
  '\u0661\u0667\u0667\u0667\u0664\u0663\u0662\u0664\u0664\u0660',
];
const DATES = [
  '2026-04-29T04:00:00Z',
  '2026-04-29t04:00:00.123456789+02:00',
  '2026-04-29 04:00Z',
  1777432440,
  '1777432440',
  1777432440123,
  '1777432440123',
  '9999-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z',
  '2024-02-29T00:00:00-0500',
  null,
];

export const payload: Group = {
  name: 'payload',
  cases: [
    ...WRONG_TYPES.flatMap((wrong) =>
      ['title', 'providerIdentifier', 'eventType', 'severity', 'state', 'externalID'].map((name) =>
        refused({ [name]: wrong }, `/${name}`),
      ),
    ),
    ...[null, undefined, '', '   ', '\t\n\u00a0'].map((title) => refused({ title }, '/title')),
    ...[
      null,
      undefined,
      '',
      ' com.proxmox',
      'com.proxmox ',
      'com proxmox',
      'a/b',
      long(129),
      `${MARK}!`,
      '\u202ecom',
    ].map((providerIdentifier) => refused({ providerIdentifier }, '/providerIdentifier')),
    ...['', MARK, 'ALERT', ' alert', 'alert '].map((eventType) => refused({ eventType }, '/eventType')),
    ...['event', 'task', 'reminder', 'alert', null].map((eventType) => taken({ eventType })),
    ...['', MARK, 'FIRING', 'ok'].map((state) => refused({ state }, '/state')),
    ...['firing', 'resolved', 'info', null].map((state) => taken({ state })),
    refused({ severity: long(65) }, '/severity'),
    ...['info', 'CRITICAL', 'unknown', '', MARK, null].map((severity) => taken({ severity })),
    refused({ externalID: '' }, '/externalID'),
    refused({ externalID: long(513) }, '/externalID'),
    taken({ externalID: null }),
    taken({ externalID: `${long(500)} 1` }),
    taken({ externalID: '\x1b[2J\0\u202e' }),
    ...['startDate', 'endDate'].flatMap((name) =>
      NO_DATES.map((date) => refused({ [name]: date }, `/${name}`)),
    ),
    ...DATES.map((date) => taken({ startDate: date, endDate: date })),
    ...[MARK, 7, true, [MARK], []].map((metadata) => refused({ metadata }, '/metadata')),
    taken({ metadata: null }),
    refused(
      { metadata: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [MARK + at, at])) },
      '/metadata',
    ),
    taken({ metadata: Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`k${at}`, at])) }),
    taken(
      { metadata: { a: null, b: '', c: [null], d: { e: [{}, [], ''] } } },
      { kept: ({ metadata }) => metadata.a === null && metadata.b === '' },
    ),
    ...[MARK, 7, {}, { length: 1, 0: ACTION }].map((actions) => refused({ actions }, '/actions')),
    refused({ actions: Array(9).fill(ACTION) }, '/actions'),
    taken({ actions: Array(8).fill(ACTION) }),
    taken({ actions: [] }),
    taken({ actions: null }),
    ...[null, MARK, 7, [], [ACTION]].map((action) => refused({ actions: [ACTION, action] }, '/actions/1')),
    refused({ actions: [{ ...ACTION, [MARK]: MARK }] }, '/actions/0'),
    refused({ actions: [{ ...ACTION, label: '' }] }, '/actions/0/label'),
    refused({ actions: [{ ...ACTION, label: long(101) }] }, '/actions/0/label'),
    refused({ actions: [{ ...ACTION, trigger: { openURL: '' } }] }, '/actions/0/trigger/openURL'),
    refused({ actions: [{ ...ACTION, systemIcon: 7 }] }, '/actions/0/systemIcon'),
    ...[
      {},
      MARK,
      null,
      { openTerminalWith: 'rm -rf /' },
      { openURL: 7 },
      { openURL: 'https://x', openTerminalWith: 'x' },
      { openURL: 'https://x', copyToClipboard: 'x' },
      { runCommand: MARK },
    ].map((trigger) => refused({ actions: [{ ...ACTION, trigger }] }, '/actions/0/trigger')),
    ...['javascript:alert(1)', 'file:///etc/passwd', 'java\nscript:x', '-x', '${metadata.x}', '\x1b[2J'].map(
      (openURL) => taken({ actions: [{ ...ACTION, trigger: { openURL } }] }),
    ),
    taken(
      { [MARK]: { deep: [MARK] } },
      { kept: ({ extra }) => JSON.stringify(extra) === JSON.stringify({ [MARK]: { deep: [MARK] } }) },
    ),
    taken({ title: ' blanks around '.padEnd(199, 'x') }),
    taken(
      { title: 'x'.repeat(201) },
      { kept: ({ title, metadata }) => title.length === 200 && String(metadata.fullTitle).length === 201 },
    ),
    taken(
      { metadata: { senderAddress: 'forged' } },
      { kept: ({ metadata }) => metadata.senderAddress === 'forged' },
    ),
    {
      name: 'a known external id is updated in place',
      run: async (arena) => {
        const body = () => event({ externalID: `twice ${process.pid}` });
        const [first] = (await arena.ask({ body: body() })).answers;
        const [second] = (await arena.ask({ body: body() })).answers;
        if (first?.status !== 202 || second?.status !== 200)
          return [`${first?.status} and then ${second?.status}`];
        return JSON.parse(first.body).id === JSON.parse(second.body).id ? [] : ['it got another id'];
      },
    },
  ],
};
