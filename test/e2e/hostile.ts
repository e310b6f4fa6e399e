import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Home, proxmoxEvent } from './program.ts';

/** What the program may send: its modes, the clearing of the screen, addressed cells, styles. Nothing else of ESC. */
const SEQUENCES = [
  /\u001B\[\?(?:1049|7|25|2004|2026)[hl]/,
  /\u001B\[2J/,
  /\u001B\[\d{1,3};\d{1,3}H/,
  /\u001B\[(?:\d{1,3};)*\d{0,3}m/,
  // Erases to the end of a row.
  /\u001B\[0?K/,
];
const ALLOWED = new RegExp(SEQUENCES.map(({ source }) => source).join('|'), 'g');
/** Controls, format and private characters, unassigned ones; and what is invisible though it is a letter. */
export const FORBIDDEN = /\p{C}|\u034F|\u115F|\u1160|\u17B4|\u17B5|\u2800|\u3164|\uFFA0/u;

/** The kinds of text that a terminal, or a reader, must be kept from. */
export const HOSTILE: readonly (readonly [kind: string, text: string])[] = [
  ['a title of the window', '\u001B]0;owned\u0007'],
  ['a title in its C1 form', '\u009D0;owned\u009C'],
  ['a write to the clipboard', '\u001B]52;c;b3duZWQ=\u0007'],
  ['a link', '\u001B]8;;https://evil.example\u001B\\here\u001B]8;;\u001B\\'],
  ['a cleared screen', '\u001B[2J\u001B[3J\u001B[H'],
  ['a C1 sequence', '\u009B2J\u009B31m'],
  ['a mode', '\u001B[?1000h\u001B[?1049l\u001B[?2004h'],
  ['a scroll region and a reset', '\u001B[5;10r\u001Bc\u001B#8'],
  ['a question to the terminal', '\u001B[c\u001B[6n\u001B[5n\u0005'],
  ['a device control string', '\u001BPq#0;2;0;0;0\u001B\\\u001BPtmux;\u001B\u001B]0;x\u0007\u001B\\'],
  ['an application program command', '\u001B_Gf=100;AAAA\u001B\\\u009Fx\u009C'],
  ['nested sequences', '\u001B[\u001B[2J2J\u001B]0;\u001B]0;x\u0007y\u0007'],
  ['a cut sequence', 'end \u001B['],
  ['a cut string', 'end \u001B]52;c;'],
  ['bells, backspaces and returns', '\u0007\b\b\b\rover\u000B\u000C\u007F'],
  ['shifts', '\u000E\u000F\u008E\u008F'],
  ['bidi controls', '\u202Egnp.exe\u2066x\u2069\u200F\u061C'],
  ['zero-width characters', 'a\u200Bb\u200Cc\u200Dd\uFEFFe\u2060f\u00ADg'],
  ['tags', '\u{E0041}\u{E0042}\u{E007F}'],
  ['private use', '\uE000\uF8FF\u{F0000}\u{10FFFD}'],
  ['lone surrogates', '\uD800 \uDC00'],
  ['stacked marks', `a${'\u0301'.repeat(60)}`],
  ['fillers', '\u115F\u1160\u3164\uFFA0\u2800'],
  ['separators', 'one\u2028two\u2029three\u0085four'],
  ['NUL', 'a\u0000b'],
  ['a template', '{{ secrets.token }} ${HOME} $(id) `id`'],
  ['a way to another host', '@evil.example:80/..//%0d%0a%00%2f?#https://evil.example'],
  ['wide text', '漢字👩‍👩‍👧‍👦🏳️‍🌈 שלום مرحبا ภาษาไทย'],
];

/** An event of Proxmox with a text wherever there can be one. */
export function hostileEvent(text: string, at: number): object {
  const log = `INFO: ${text}\n\nDetails\n=======\nVMID    Name    Status    Time\n1${at}     ${text}    ok    1s\n\n${text}`;
  const more = {
    NodeName: `pve-${text}`,
    VMID: `${at} ${text}`,
    Message: log,
    [text]: text,
    nested: { [text]: [text] },
  };
  return proxmoxEvent(`hostile-${at} ${text}`, more, {
    externalID: `${at}${text}`,
    actions: [
      { label: text, systemIcon: text, trigger: { openURL: `https://pve.lan/${text}` } },
      { label: `copy ${text}`, systemIcon: text, trigger: { copyToClipboard: text } },
    ],
  });
}

/** The same texts in the name and the words of a score. */
export function writeHostileScore(home: Home): void {
  const dir = join(home.dir, '.config', 'tempo-tui', 'scores');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'hostile\u001B[2J.json'), '[]');
  writeFileSync(
    join(dir, 'com.hostile.json'),
    JSON.stringify({
      providerIdentifier: 'com.hostile',
      displayName: `H${HOSTILE.map(([, text]) => text).join('')}`.slice(0, 60),
    }),
  );
}

/** What a program wrote, without the sequences that it may send. */
export function leftOver(bytes: Buffer): string {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  return text.replace(ALLOWED, '');
}
