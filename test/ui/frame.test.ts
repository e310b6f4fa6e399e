import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { makeFrame } from '../../src/ui/frame.ts';
import { KEYS } from '../../src/ui/keys.ts';
import { lineWidth } from '../../src/ui/line.ts';
import { initialState, type TimelineState } from '../../src/ui/timeline-state.ts';
import { about, START, storedEvent } from '../support/events.ts';
import { draw, refusal, servicesOf, textOf } from '../support/frames.ts';

const FOCUSES = ['timeline', 'inspector', 'setup', 'log', 'help'] as const;

const TROUBLE = { trouble: { code: 'ENOSPC', message: 'no space \u001B[2J left' } };
const PROBLEMS = { problems: { damaged: 1, torn: 1, newer: 2, foreign: [] } };
const REFUSED = [refusal()];

describe('the picture', () => {
  it('is had at any size, with no more lines than there are rows and no text below its pane', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 80, size: 'max' });
    const world = fc.record({ title: hostile, node: hostile, message: hostile, trouble: fc.boolean() });
    const size = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(world, size, fc.constantFrom(...FOCUSES), (said, [columns, rows], focus) => {
        const metadata = { NodeName: said.node, VMID: '100', Message: said.message, odd: said.title };
        const events = [storedEvent({ title: said.title, metadata }), about('pve-02', '7', -30)];
        const source = said.trouble ? { ...TROUBLE, ...PROBLEMS } : {};
        const frame = draw({ events, source, refused: REFUSED }, { focus }, columns, rows);
        if (frame.layout.kind === 'tiny') return;
        const { head, main, side, foot, layout } = frame;
        const body = rows - head.length - 1;
        expect(body).toBeGreaterThan(0);
        expect(main.length).toBeLessThanOrEqual(body);
        expect((side ?? []).length).toBeLessThanOrEqual(layout.inspector.height);
        const bounded = focus === 'timeline' || focus === 'inspector';
        for (const line of bounded ? main : [])
          expect(lineWidth(line)).toBeLessThanOrEqual(layout.list.width);
        for (const line of side ?? []) expect(lineWidth(line)).toBeLessThanOrEqual(layout.inspector.width);
        expect(lineWidth(head[0]!)).toBeLessThanOrEqual(columns);
        expect(lineWidth(head[1]!)).toBeLessThanOrEqual(columns);
        expect(lineWidth(foot)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['beside the timeline', 120, 40, true],
    ['below it', 90, 44, true],
    ['over it, where there is no room for both', 60, 20, false],
  ])('has the details %s', (_, columns, rows, both) => {
    const world = { events: [storedEvent()] };
    expect(draw(world, {}, columns, rows).side !== undefined).toBe(both);
    const looking = draw(world, { focus: 'inspector' }, columns, rows);
    expect(textOf(looking.side ?? looking.main)).toContain('Actions');
  });

  it('says of an event that it cannot display that it cannot and why, and displays the others', () => {
    const metadata = {
      get Message(): string {
        throw new RangeError('too \u001B[2Jmuch');
      },
    };
    const events = [storedEvent({ title: 'broken', metadata }), about('pve-02', '7', -30)];
    const { main, side } = draw({ events });
    expect(textOf(main)).toMatch(/✗ Cannot display this event \(too .*much\)/);
    expect(textOf(main)).toContain('pve-02/7');
    expect(textOf(side!)).toMatch(/^✗ Cannot display this event/);
    expect(textOf(side!)).toContain('tempo-tui export has it');
  });

  it('scrolls the details no further than they go', () => {
    const events = [storedEvent({ metadata: { Message: Array(100).fill('a line').join('\n') } })];
    const top = draw({ events }, { focus: 'inspector' });
    const end = draw({ events }, { focus: 'inspector', scroll: 10_000 });
    expect(top.scrollMax).toBeGreaterThan(80);
    expect(end.side).toHaveLength(end.layout.inspector.height);
    expect(textOf(end.side!)).toContain('event-');
    expect(textOf(top.side!)).not.toContain('event-');
  });
});

describe('the head', () => {
  it('tells where it listens, what arrives and that it is stored', () => {
    const { head } = draw({ events: [storedEvent()] });
    expect(textOf(head)).toMatch(
      /^tempo-tui {2}http:\/\/127\.0\.0\.1:7776\/ingest {2}loopback only +0\/min {2}✓ storing\n/,
    );
    expect(textOf(head)).toMatch(/24h ·{23}▂ now {3}1 event$/);
  });

  it('tells first that nothing can be stored, in words that do nothing to the terminal', () => {
    const { head } = draw({ source: { ...TROUBLE, ...PROBLEMS }, refused: REFUSED });
    expect(textOf(head.slice(0, 1))).toContain('✗ NOT STORING');
    expect(textOf(head.slice(2))).toBe(
      [
        '✗ Events cannot be stored and are refused: no space \uFFFD[2J left',
        '▲ 2 damaged records were set aside in quarantine/ beside the data.',
        '▲ 2 records are from a newer tempo-tui and are not shown.',
      ].join('\n'),
    );
  });

  it('tells who is being refused, why and how often, for ten minutes or until it was looked at', () => {
    const events = [storedEvent()];
    const old = { time: new Date(START - 601_000).toISOString(), status: 422 };
    const other = refusal({ reason: 'the token is unknown or revoked', times: 40 });
    const refused = [
      refusal(old),
      refusal(),
      other,
      refusal({ address: '192.0.2.8' }),
      refusal({ times: 6 }),
    ];
    expect(textOf(draw({ events, refused }).head)).toContain(
      '▲ 192.0.2.7 is being refused, 401 ×7 (L tells more): no token, and 1 other sender too',
    );
    expect(draw({ events, refused }, { looked: START }).head).toHaveLength(2);
    expect(draw({ events, refused }, { focus: 'log' }).head).toHaveLength(2);
    expect(draw({ events, refused: [refusal(old)] }).head).toHaveLength(2);
  });

  it('tells of no refusals while the receiver is not heard, which refuses nobody then', () => {
    const lost = { kind: 'lost', since: START, why: 'it hung up' } as const;
    const attached = {
      name: () => safe`attached`,
      link: () => lost,
      remedy: () => ({ how: safe`Start it.` }),
    };
    const services = { ...servicesOf({ events: [storedEvent()], refused: [refusal()] }), attached };
    const head = textOf(makeFrame(initialState, services, 120, 40).head);
    expect(head).toContain('Cut off');
    expect(head).not.toContain('being refused');
  });

  it('says of what was refused minutes ago how long ago, as its cause may be gone', () => {
    const time = new Date(START - 180_000).toISOString();
    const refused = [refusal({ time, times: 3 })];
    expect(textOf(draw({ events: [storedEvent()], refused }).head)).toContain(
      '▲ 192.0.2.7 was refused 3 min ago, 401 ×3 (L tells more): no token',
    );
  });

  it('goes on telling why the last sender was refused for as long as nothing has come', () => {
    const old = refusal({ time: new Date(START - 86_400_000).toISOString() });
    expect(textOf(draw({ refused: [old] }).head)).toContain('192.0.2.7 was refused 24 h ago, 401 (L tells');
    expect(draw({ refused: [refusal({ status: 503 })] }).head).toHaveLength(2);
  });

  it('lists what was refused with what to do, and what the program noted, the newest first', () => {
    const since = new Date(START - 120_000).toISOString();
    const refused = [
      refusal({ times: 3, since }),
      refusal({ status: 422, token: 'pve', reason: 'no \u001B[2J' }),
    ];
    const noted = [
      { time: START, kind: 'good' as const, text: 'Listening.' },
      { time: START, kind: 'bad' as const, text: 'A fault.' },
    ];
    const text = textOf(draw({ events: [storedEvent()], refused, noted }, { focus: 'log' }, 200).main);
    expect(text).toMatch(/401: Put a token.*\n422: Mend the body template/);
    expect(text).toMatch(/192\.0\.2\.7 {2}422 {2}token pve {2}no \uFFFD\[2J\n.*401 {2}no token {2}×3 since /);
    expect(text).toMatch(/▲ A fault\.\n.*Listening\./);
  });

  it('gives a worse hour a higher cell', () => {
    const levels = ['info', 'warning', 'error', 'critical'];
    const events = levels.map((severity, at) => about('pve-01', '100', -at, severity));
    expect(textOf(draw({ events }).head)).toMatch(/█▆▄▂ now {3}4 events$/);
  });
});

describe('the bottom line', () => {
  const both = { events: [about('pve-01', '', 1), storedEvent()] };

  const places = FOCUSES.filter((focus) => focus !== 'help');
  it.each(places.flatMap((focus) => [40, 60, 80, 120, 200].map((width) => [focus, width] as const)))(
    'in %s at %i cells has whole verbs only, with help and quit among them',
    (focus, width) => {
      const foot = textOf([draw({ events: [storedEvent()] }, { focus }, width, 24).foot]);
      const verbs = KEYS.filter((key) => key.footer > 0 && key.in.includes(focus)).map(({ verb }) => verb);
      const shown = foot
        .trim()
        .replace(/^▼ more {2}/, '')
        .split(/ {2}/)
        .map((pair) => pair.slice(pair.indexOf(' ') + 1));
      expect(shown.filter((verb) => !verbs.some((known) => known === verb))).toEqual([]);
      expect(shown).toContain('quit');
      expect(shown).toContain('help');
    },
  );

  it('says that what lies over the timeline goes on below, until its end', () => {
    const foot = (scroll: number) =>
      textOf([draw({ events: [storedEvent()] }, { focus: 'setup', scroll }, 80, 24).foot]);
    expect(foot(0)).toMatch(/^▼ more {2}/);
    expect(foot(1000)).not.toContain('more');
  });

  it('names only the actions that the selected row can run', () => {
    const { foot } = draw(both, {}, 200);
    expect(textOf([foot])).toContain('n copy node');
    expect(textOf([foot])).not.toMatch(/copy VMID|o UI|copy URL/);
    const selection = { slot: 1, child: false };
    expect(textOf([draw(both, { selection }, 200).foot])).toMatch(
      /o UI.*d Datacenter.*v copy VMID.*u copy URL/,
    );
  });

  it('offers to copy the token only while it is known', () => {
    expect(textOf([draw({}).foot])).toContain('t copy token');
    expect(textOf([draw({ token: '' }).foot])).not.toContain('copy token');
  });

  it('has a question before what was done, and that before the keys', () => {
    const status = { ok: true, text: safe`copied VMID: 100` };
    expect(textOf([draw(both, { status }).foot])).toBe('copied VMID: 100');
    const question = { about: 'origin', origin: 'https://pve-01.lan:8006', url: '' } as const;
    expect(textOf([draw(both, { status, question }).foot])).toMatch(
      /^y\/n {2}Open https:\/\/pve-01\.lan:8006 /,
    );
  });
});

describe('a long history', () => {
  it('says how far its reading is, until all is known', () => {
    expect(textOf(draw({ source: { indexed: 0.437 } }).head)).toContain('indexing 43 %');
    expect(textOf(draw({}).head)).not.toContain('indexing');
  });

  it('says that a part of it cannot be read, and why', () => {
    const problems = { damaged: 0, torn: 0, newer: 0, foreign: [], unread: 'EIO: i/o \u001b[2J error' };
    expect(textOf(draw({ source: { problems } }).head)).toMatch(
      /part of the history cannot be read: EIO: i\/o .\[2J error/,
    );
  });

  it('has a line where nothing listened', () => {
    const gaps = [{ from: START - 7_200_000, to: START - 3_600_000 }];
    const { main } = draw({ events: [storedEvent(), storedEvent({ metadata: {} }, -3)], source: { gaps } });
    expect(textOf(main)).toMatch(/receiver down \d\d:14–\d\d:14: Proxmox does not resend/);
  });

  it('does not call down what may have been the clock', () => {
    const gaps = [{ from: START - 7_200_000, to: START - 3_600_000, leapt: true as const }];
    const { main } = draw({ events: [storedEvent(), storedEvent({ metadata: {} }, -3)], source: { gaps } });
    expect(textOf(main)).toMatch(
      /receiver asleep, or its clock set, \d\d:14–\d\d:14: Proxmox does not resend/,
    );
  });

  it('leads from there to the task history of the node, where that is known and there is room', () => {
    const gaps = [{ from: START - 7_200_000, to: START - 3_600_000 }];
    const ServerUrl = 'https://pve-01.lan:8006';
    const below = storedEvent({ metadata: { ServerUrl, NodeName: 'pve 01', severity: 'info' } }, -3);
    const world = { events: [storedEvent({ metadata: {} }), below], source: { gaps } };
    const linkIn = (columns: number) =>
      draw(world, {}, columns)
        .main.flat()
        .find(({ href }) => href);
    expect(linkIn(160)).toBeUndefined();
    const node = { ...below, metadata: { ...below.metadata, NodeName: 'pve-01' } };
    world.events = [world.events[0]!, node];
    expect(linkIn(160)).toMatchObject({
      text: 'task history',
      href: 'https://pve-01.lan:8006/#v1:0:=node%2Fpve-01:4:4',
    });
    expect(linkIn(60)).toBeUndefined();
    world.events = [world.events[0]!, storedEvent({ metadata: {} }, -3)];
    expect(linkIn(160)).toBeUndefined();
  });

  it('that is all dismissed says so, and where it is to be seen', () => {
    const events = [storedEvent()];
    const services = servicesOf({ events });
    services.feed.index.remove(0);
    const { main } = makeFrame(initialState, services, 120, 40);
    expect(textOf(main).replaceAll('\n', ' ')).toBe(
      'The one event there is has been dismissed. They stay stored: tempo-tui list --all shows them.',
    );
  });
});

describe('what came while nobody looked', () => {
  const events = [storedEvent({}, -9), about('pve-02', '200', -1, 'error')];
  const source = { lastVisit: new Date(START - 7_200_000).toISOString(), lastSeen: events[0]!.seq };
  const told = '1 error – N goes to the first';

  it('is told above the timeline, below what is wrong, and Esc is offered', () => {
    const { head, foot } = draw({ events, source, refused: REFUSED });
    expect(textOf(head.slice(2))).toMatch(/^▲ 192\.0\.2\.7 .*\nsince .*: 1 error – N goes to the first$/);
    expect(textOf([foot])).toMatch(/^Esc back/);
    expect(textOf([draw({ events }).foot])).not.toContain('Esc');
    expect(textOf(draw({ events, source }, { awayTold: true }).head)).not.toContain(told);
  });

  it('takes the place of the last of many notices, so that rows are seen on a small screen', () => {
    const { head, main, layout } = draw(
      { events, source: { ...source, ...TROUBLE, ...PROBLEMS } },
      {},
      60,
      20,
    );
    expect(head).toHaveLength(5);
    expect(textOf(head.slice(4))).toContain(told);
    expect(layout.list.height).toBe(14);
    expect(textOf(main)).toContain('pve-02/200');
  });

  it('is bold in the rows, and nothing else is', () => {
    const { main } = draw({ events, source }, { selection: { slot: 0, child: false } }, 60, 20);
    const boldIn = (node: string) =>
      main
        .find((line) => textOf([line]).includes(node))!
        .slice(0, 5)
        .map(({ bold }) => bold === true);
    expect(boldIn('pve-02')).toEqual([true, true, true, true, true]);
    expect(boldIn('pve-01')).toEqual([false, false, false, false, false]);
  });
});

describe('the heading on top', () => {
  const events = [storedEvent(), storedEvent({ metadata: {} }, -30)];
  const top = (state: Partial<TimelineState>, apart: boolean, columns = 120) => {
    const services = servicesOf({ events });
    services.feed.setApart(apart);
    const { main, layout } = makeFrame({ ...initialState, ...state }, services, columns, 40);
    expect(lineWidth(main[0]!)).toBeLessThanOrEqual(layout.list.width);
    return textOf(main.slice(0, 1));
  };

  it('says how events are shown where that is not as usual', () => {
    expect(top({}, false)).toBe('Today');
    expect(top({ times: 'UTC' }, false)).toMatch(/^Today +UTC$/);
    expect(top({ times: 'relative' }, true)).toMatch(/^Today +every event {2}relative times$/);
    expect(top({ times: 'UTC' }, true, 40)).toMatch(/^Today +every event {2}UTC$/);
  });

  it('says so also where there are new events to tell of', () => {
    const selection = { slot: 0, child: false };
    expect(top({ times: 'UTC', selection, seen: -12 }, true, 60)).toMatch(
      /^Today +12 new ↑ \(Home follows\) +every event {2}UTC$/,
    );
  });
});

describe('the help', () => {
  it('lists every command once', () => {
    const help = `${textOf(draw({}, { focus: 'help' }, 100, 100).main)}\n`;
    for (const { help: words } of KEYS)
      expect(help.split(new RegExp(`${words.replace(/[?*]/g, '\\$&')} *\n`)).length - 1, words).toBe(1);
  });

  it('keeps what is chosen on the screen, however many there are', () => {
    for (let at = 0; at < KEYS.length + 5; at += 1) {
      const { main } = draw({}, { focus: 'help', help: { text: '', at, from: 'timeline' } }, 60, 12);
      const chosen = main.filter((line) => line.some(({ inverse }) => inverse));
      // All of its description, whether on one line or more.
      const text = textOf(chosen).replaceAll(/\s+/g, ' ');
      expect(KEYS.filter(({ help }) => text.includes(help))).not.toEqual([]);
    }
  });
});
