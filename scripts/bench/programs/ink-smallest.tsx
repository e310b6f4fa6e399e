// The smallest Ink program that stays.
import { render, Text, useInput } from 'ink';

function Smallest() {
  useInput(() => {});
  return <Text>Hello from Ink</Text>;
}

render(<Smallest />);
