import { type SafeText, safe, safeLines, safeText } from '../safe-text.ts';
import { choiceLine } from './filter-lines.ts';
import { wrapToWidth } from './format.ts';
import { lineWidth, plain } from './line.ts';
import type { Line, Segment, Theme } from './theme.ts';
import type { Question } from './timeline-state.ts';

/** A question as it stands on the bottom line. */
export function questionLine(question: Question, width: number, theme: Theme): Line {
  switch (question.about) {
    case 'quit':
      return quitForms(question.canHandOver).find((line) => lineWidth(line) <= width) ?? QUIT;
    case 'command':
      return answered(safe`Run this command?`, yesOrNo(safe`N`));
    case 'filter':
      return choiceLine(question.text, question.choices, width, theme);
    case 'address':
      return answered(question.why, [answer('esc', safe`any key goes back`)]);
    case 'origin':
      return answered(
        safe`Open ${safeText(question.origin)} in the browser? It was not opened from here before.`,
        yesOrNo(safe`n`),
      );
  }
}

/** What lies over everything while it is asked about; undefined where the bottom line says enough. */
export function askedLines(question: Question | undefined, width: number, theme: Theme): Line[] | undefined {
  if (question?.about === 'command') {
    // All of it: nobody can agree to what they cannot read.
    const lines = safeLines(question.command, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    return titled(safe`This runs in a terminal of its own, as you:`, lines, width, { color: theme.accent });
  }
  if (question?.about === 'origin') {
    // Whose server it is stands at the end of a long name.
    const title = safe`This opens in the browser, on a server that was not opened from here before:`;
    return titled(title, [safeText(question.origin)], width, { color: theme.accent });
  }
  if (question?.about === 'quit') {
    const [whole] = quitForms(question.canHandOver);
    return lineWidth(whole!) <= width
      ? undefined
      : wrapToWidth(QUITTING, width).map((line) => plain(line, { bold: true }));
  }
  if (question?.about !== 'address') return undefined;
  const { href } = question;
  const title = safe`The address, which could not be opened here; many terminals open it on a click:`;
  return titled(title, [href], width, { color: theme.accent, underline: true, href });
}

function titled(
  title: SafeText,
  texts: readonly SafeText[],
  width: number,
  style: Omit<Line[number], 'text'>,
): Line[] {
  return [
    ...wrapToWidth(title, width).map((line) => plain(line, { bold: true })),
    [],
    ...texts.flatMap((text) => wrapToWidth(text, width)).map((line) => plain(line, style)),
  ];
}

/** What nobody may answer without having read it. */
const QUITTING = safe`Quit? The receiver stops too, and Proxmox does not send again what it misses.`;
const QUIT: Line = [{ text: safe`Quit?  `, bold: true }, ...yesOrNo(safe`n`)];

/** The longest first; only that says what quitting costs. */
function quitForms(canHandOver: boolean): Line[] {
  const goingOn = (text: SafeText): Line => (canHandOver ? [answer('b', text), { text: safe`  ` }] : []);
  const long = safe`b keeps it receiving in the background`;
  return [
    answered(QUITTING, [...goingOn(long), ...yesOrNo(safe`n`)]),
    [...QUIT, { text: safe`  ` }, ...goingOn(long)],
    [...QUIT, { text: safe`  ` }, ...goingOn(safe`b goes on in background`)],
  ];
}

/** The answers stand first: of a line that is too long for the screen the end is cut. */
function answered(text: SafeText, answers: Line): Line {
  return [...answers, { text: safe`  ${text}`, bold: true }];
}

/** @param no how that answer is written */
function yesOrNo(no: SafeText): Line {
  return [answer('y', safe`y`), { text: safe`/`, bold: true }, answer('n', no)];
}

function answer(key: string, text: SafeText): Segment {
  return { text, bold: true, click: { does: 'key', key } };
}
