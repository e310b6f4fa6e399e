// Draws one of two screens, the other one with every key. Each is a list of styled lines, in a JSON file named on
// the command line.
import { readFileSync } from 'node:fs';
import { Box, render, Text, useInput } from 'ink';
import { useState } from 'react';

const screens: string[][] = JSON.parse(readFileSync(process.argv[2]!, 'utf8'));

function Screens() {
  const [shown, show] = useState(0);
  useInput(() => show((before) => 1 - before));
  return (
    <Box flexDirection="column" width={process.stdout.columns} height={process.stdout.rows}>
      {screens[shown]!.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen has no identity but its place
        <Text key={row} wrap="truncate">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}

render(<Screens />);
