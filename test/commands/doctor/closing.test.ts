import { describe, expect, it } from 'vitest';
import { type Check, ok, warning } from '../../../src/commands/doctor/check.ts';
import { closingText } from '../../../src/commands/doctor/closing.ts';

const WELL = ['port', 'tokens', 'reach'].map((name) => ok(name, 'well'));
const withOne = (check: Check) => WELL.map((each) => (each.name === check.name ? check : each));

describe('how doctor closes', () => {
  it('leaves the rest to Proxmox where nothing stands in its way', () => {
    expect(closingText(WELL)).toMatch(/^Nothing is wrong here\. What is left is on the side of Proxmox: /);
    expect(closingText([...WELL, warning('clipboard', 'none', 'install one')])).toMatch(
      /^0 failures, 1 warning\. What is left is on the side of Proxmox: /,
    );
  });

  it.each(['port', 'tokens', 'reach'])('names what stands in its way: %s', (name) => {
    const closing = closingText(withOne(warning(name, 'not yet', 'do it')));
    expect(closing).toBe(
      `0 failures, 1 warning. Proxmox does not get through before this is seen to:\n- ${name}: not yet`,
    );
  });
});
