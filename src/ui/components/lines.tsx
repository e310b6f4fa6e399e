import { Transform } from 'ink';
import { blanks } from '../line.ts';
import { styledLine } from '../styled-line.ts';
import type { Line } from '../theme.ts';

interface LinesProps {
  lines: readonly Line[];
  width: number;
  height: number;
}

/**
 * The rows of the screen: the only component that draws text.
 *
 * To Ink it is one text of blanks, each row of which it puts a line in for. Ink measures every text with the
 * slowest of means at each frame, and keeps each one it has ever measured until the process ends; the blanks
 * stay the same.
 */
export function Lines({ lines, width, height }: LinesProps) {
  const rows = lines.map(styledLine);
  return (
    <Transform transform={(_, at) => rows[at] ?? ''} accessibilityLabel={rows.join('\n')}>
      {Array.from({ length: height }, () => blanks(width)).join('\n')}
    </Transform>
  );
}
