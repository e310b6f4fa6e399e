import { describe, expect, it } from 'vitest';
import { checkLine, failure } from '../../../src/commands/doctor/check.ts';
import { judgeDesktop } from '../../../src/commands/doctor/desktop.ts';
import { ownCommand } from '../../../src/commands/doctor/own-command.ts';
import { judgeProbe, type ProbeOutcome } from '../../../src/commands/doctor/probe-outcome.ts';
import { judgeNode } from '../../../src/commands/doctor/program.ts';
import { judgeScores } from '../../../src/commands/doctor/scores.ts';
import { judgeTerminal, type TerminalFacts } from '../../../src/commands/doctor/terminal.ts';
import { command, told } from './facts.ts';

it.each([
  ['20.19.0', 'ok'],
  ['20.18.3', 'failure'],
  ['9.99.0', 'failure'],
  ['26.0.0', 'ok'],
])('Node %s is %s', (node, status) => {
  expect(judgeNode('0.1.0', node, '>=20.19')).toMatchObject({ status });
});

describe('the desktop', () => {
  it.each<[NodeJS.ProcessEnv, NodeJS.Platform, string, string]>([
    [{}, 'linux', 'copies go to the terminal (OSC 52), if it allows', 'no display here'],
    [{ TMUX: '/tmp/t' }, 'linux', 'copies go to tmux; where that fails, to the terminal', 'no display here'],
    [
      { DISPLAY: ':0', TMUX: '/tmp/t' },
      'linux',
      "copies go to this machine's clipboard; where that fails, to tmux, then to the terminal",
      'addresses open in the browser',
    ],
    [{}, 'darwin', "copies go to this machine's clipboard; where", 'addresses open in the browser'],
  ])('with %j on %s', (env, platform, clipboard, browser) => {
    const lines = told(judgeDesktop({ env, platform }));
    expect(lines[0]).toContain(`ok clipboard: ${clipboard}`);
    expect(lines[1]).toContain(`ok browser: ${browser}`);
  });
});

describe('the terminal', () => {
  const WELL: TerminalFacts = {
    term: 'xterm-256color',
    tmux: false,
    columns: 120,
    rows: 40,
    depth: 8,
    colors: true,
    locale: 'de_DE.UTF-8',
  };
  it.each<[Partial<TerminalFacts>, string]>([
    [{}, 'ok terminal: xterm-256color, 256 colours'],
    [{ depth: 24, tmux: true }, 'ok terminal: xterm-256color in tmux, all colours'],
    [{ colors: false }, 'ok terminal: xterm-256color, without colours'],
    [{ term: 'dumb' }, 'warning terminal: TERM is dumb'],
    [{ term: undefined }, 'warning terminal: TERM is not set'],
    [{}, 'ok size: 120×40'],
    [{ columns: 40, rows: 10 }, 'ok size: 40×10'],
    [{ columns: 39 }, 'warning size: 39×40 is too small for the timeline → make it 40×10 at least'],
    [{ rows: 9 }, 'warning size: 120×9 is too small'],
    [{}, 'ok locale: de_DE.UTF-8'],
    [{ locale: 'C.utf8' }, 'ok locale: C.utf8'],
    [{ locale: 'C' }, 'warning locale: C is not one of UTF-8'],
    [{ locale: '' }, 'warning locale: none is set'],
  ])('with %j: %s', (facts, line) => {
    expect(told(judgeTerminal({ ...WELL, ...facts }))).toContainEqual(expect.stringContaining(line));
  });

  it('that is none is well', () => {
    expect(judgeTerminal(undefined)).toMatchObject([{ status: 'ok' }]);
  });
});

describe('the probe', () => {
  it.each<[ProbeOutcome, string]>([
    [
      { kind: 'stored', status: 202 },
      'ok probe: an event was posted to /ingest, answered 202 and found in the store (by x)',
    ],
    [
      { kind: 'not found', status: 200 },
      'failure probe: an event was answered 200 and is not in this data directory',
    ],
    [
      { kind: 'refused', status: 401 },
      'failure probe: an event was answered 401: the token just made is not known to it',
    ],
    [
      { kind: 'refused', status: 422, field: '/title' },
      'answered 422: the event arrived changed, or it is of a version with other rules (/title)',
    ],
    [
      { kind: 'refused', status: 429 },
      'answered 429: there are too many events a minute → start it with a larger --rate-limit',
    ],
    [{ kind: 'refused', status: 503 }, 'answered 503: it can store nothing now → see to the disk'],
    [{ kind: 'refused', status: 302 }, 'answered 302: that is no answer of a tempo-tui'],
    [
      { kind: 'no answer', why: 'none in 10 s' },
      'failure probe: an event got no answer: none in 10 s → it may still be reading',
    ],
    [
      { kind: 'no token', why: 'ENOSPC' },
      'failure probe: not sent, as no token could be made for it: ENOSPC',
    ],
    [
      { kind: 'no receiver', why: 'Port 80 may not' },
      'failure probe: doctor could not start the receiver for it: Port 80',
    ],
    [
      { kind: 'token stays', name: 'doctor-1', why: 'ENOSPC' },
      'failure probe: its token could not be revoked again: ENOSPC → tempo-tui token revoke doctor-1',
    ],
  ])('%j is told as %j', (outcome, line) => {
    expect(told(judgeProbe(outcome, 'by x', command))[0]).toContain(line);
  });
});

it('the scores are told with each file that is not in force', () => {
  expect(told(judgeScores('/scores', 0, [], command))).toEqual([
    'ok scores: the built-in ones alone (/scores)',
  ]);
  expect(told(judgeScores('/scores', 2, [], command))).toEqual([
    'ok scores: 2 files beside the built-in ones (/scores)',
  ]);
  const notices = [
    { name: 'a.json', reason: 'is empty' },
    { name: 'b.json', reason: 'is not used' },
  ];
  expect(told(judgeScores('/my scores', 1, notices, command))).toEqual([
    "warning scores: a.json: is empty; b.json: is not used → tempo-tui score validate '/my scores'",
  ]);
});

describe('what is printed', () => {
  it('is one line with a mark that needs no colour, and nothing that drives a terminal', () => {
    expect(checkLine(failure('port', 'taken by \u001B[31mx\n', 'stop it'))).toBe(
      '✗ port            taken by \uFFFD[31mx  → stop it',
    );
  });

  it('has commands with the options that say where the data is, and the port for the timeline alone', () => {
    const given = ownCommand({ dataDir: '/my data', config: '/etc/c.json', port: '7800' }, 'tempo-tui');
    expect(given('token', 'list')).toBe("tempo-tui token list --data-dir '/my data' --config /etc/c.json");
    expect(given()).toBe("tempo-tui --data-dir '/my data' --config /etc/c.json --port 7800");
    expect(given('--port', 'NUMBER')).toBe(
      "tempo-tui --port NUMBER --data-dir '/my data' --config /etc/c.json",
    );
  });
});
