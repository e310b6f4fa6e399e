/** Draws a terminal's screen, as `tmux capture-pane -e` gives it, as an SVG picture. */

const CELL = { width: 8.4, height: 18 };
const MARGIN = 12;
const FOREGROUND = '#d8dee9';
const BACKGROUND = '#1b1e24';
/** The sixteen colours, as a common dark theme has them. */
const PALETTE = (
  '#2e3440 #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #abb2bf ' +
  '#7f848e #ff7b86 #b5e890 #ffd58a #7fc1ff #dd94f0 #6fd3df #ffffff'
).split(' ');

interface Style {
  color: string;
  bold: boolean;
  dim: boolean;
  underline: boolean;
  inverse: boolean;
}

const PLAIN: Style = { color: FOREGROUND, bold: false, dim: false, underline: false, inverse: false };

/** @param cells how many cells a text takes */
export function screenToSvg(
  screen: string,
  { columns, rows, title }: { columns: number; rows: number; title: string },
  cells: (text: string) => number,
): string {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = rows * CELL.height + 2 * MARGIN;
  let style = PLAIN;
  const drawn: string[] = [];
  for (const [row, line] of screen.split('\n').slice(0, rows).entries()) {
    let column = 0;
    for (const [, codes, text = ''] of line.matchAll(/(?:\u001B\[([\d;]*)m)|([^\u001B]+)/g)) {
      if (codes !== undefined) style = applySgr(style, codes);
      else {
        drawn.push(drawText(text, column, row, cells(text), style));
        column += cells(text);
      }
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeXml(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
${drawn.filter(Boolean).join('\n')}
</g>
</svg>
`;
}

function applySgr(style: Style, codes: string): Style {
  const queue = (codes || '0').split(';').map(Number);
  let next = style;
  for (let code = queue.shift(); code !== undefined; code = queue.shift()) {
    if (code === 0) next = PLAIN;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 4) next = { ...next, underline: true };
    else if (code === 7) next = { ...next, inverse: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 24) next = { ...next, underline: false };
    else if (code === 27) next = { ...next, inverse: false };
    else if (code === 39) next = { ...next, color: FOREGROUND };
    else if (code === 38) next = { ...next, color: extendedColor(queue) };
    else if (code >= 30 && code <= 37) next = { ...next, color: PALETTE[code - 30]! };
    else if (code >= 90 && code <= 97) next = { ...next, color: PALETTE[code - 82]! };
  }
  return next;
}

function extendedColor(queue: number[]): string {
  if (queue.shift() === 2) return hex(queue.splice(0, 3));
  const index = queue.shift() ?? 7;
  if (index < 16) return PALETTE[index]!;
  if (index >= 232) return hex([8, 8, 8].map((base) => base + (index - 232) * 10));
  const cube = index - 16;
  return hex(
    [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => step && step * 40 + 55),
  );
}

function hex(parts: number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function drawText(text: string, column: number, row: number, width: number, style: Style): string {
  const x = (MARGIN + column * CELL.width).toFixed(1);
  const y = MARGIN + row * CELL.height;
  const length = (width * CELL.width).toFixed(1);
  const box = style.inverse
    ? `<rect x="${x}" y="${y}" width="${length}" height="${CELL.height}" fill="${style.color}"/>`
    : '';
  if (text.trim() === '') return box;
  const attributes = [
    `x="${x}" y="${y + 13}" textLength="${length}" lengthAdjust="spacingAndGlyphs"`,
    `fill="${style.inverse ? BACKGROUND : style.color}"`,
    style.bold && 'font-weight="bold"',
    style.dim && 'opacity="0.6"',
    style.underline && 'text-decoration="underline"',
  ];
  return `${box}<text ${attributes.filter(Boolean).join(' ')}>${escapeXml(text)}</text>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
