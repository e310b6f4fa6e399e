import { Box, Text } from 'ink';
import { cutLine } from '../line.ts';
import type { Line } from '../theme.ts';

interface LinesProps {
  lines: readonly Line[];
  width: number;
  height: number;
}

/** A pane of lines, each on one row of the screen: the only component that draws text. */
export function Lines({ lines, width, height }: LinesProps) {
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      {Array.from({ length: height }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen has no identity but its place
        <LineText key={at} line={cutLine(lines[at] ?? [], width)} />
      ))}
    </Box>
  );
}

function LineText({ line }: { line: Line }) {
  // An empty Text takes no row at all.
  if (line.length === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate">
      {line.map(({ text, color, bold, dim, inverse, underline }, at) => (
        <Text
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece of a line has no identity but its place
          key={at}
          {...(color === undefined ? {} : { color })}
          bold={bold ?? false}
          dimColor={dim ?? false}
          inverse={inverse ?? false}
          underline={underline ?? false}
        >
          {text}
        </Text>
      ))}
    </Text>
  );
}
