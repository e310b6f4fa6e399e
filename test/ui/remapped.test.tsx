import { describe, expect, it, vi } from 'vitest';
import { remapKeys } from '../../src/ui/remap-keys.ts';
import { HOUR, START, storedEvent } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const { keys, problems } = remapKeys({
  ack: ['A', 'ctrl+k'],
  undo: ['Z'],
  help: ['H'],
  quit: ['Q'],
  back: ['B', 'ctrl+g'],
  keep: ['ctrl+y'],
  action: ['1', '7', '3'],
  copyNode: ['D'],
  copyCurl: ['C'],
  copyToken: ['T'],
  nextAddress: ['+'],
  editUrl: ['W'],
  makeToken: ['K'],
  log: ['I'],
});

function shows(screen: () => string, ...wanted: (string | RegExp)[]) {
  return vi.waitFor(() => {
    for (const each of wanted) expect(screen()).toMatch(each);
  });
}

describe('keys of the user', () => {
  it('work, and are what the bottom line, the details, the help and the texts say', async () => {
    expect(problems).toEqual([]);
    const { screen, press, copied, quit } = showTimeline([storedEvent()], START + HOUR, { keys });
    await shows(screen, /D copy node.*H help {2}Q quit/, '1/o  Open Proxmox UI', '7/d  Open Datacenter');
    press('a', 'q', '2');
    press('A');
    await shows(screen, 'acknowledged 1 event (Z undoes it)');
    press('\u000B');
    await shows(screen, 'no longer acknowledged: 1 event (Z undoes it)');
    expect(quit).not.toHaveBeenCalled();
    press('D');
    await vi.waitFor(() => expect(copied()).toEqual(['pve-01']));
    press('7');
    await shows(screen, 'Open https://pve-01.lan:8006 in the browser?');
    press('n', 'H');
    await shows(screen, /A \^k +acknowledge/, /1 7 3 +run an action/, '^g goes back');
    press('\u0007', 'Q', 'y');
    await vi.waitFor(() => expect(quit).toHaveBeenCalled());
  });

  it('end the writing of a search, where letters are written', async () => {
    const { screen, press } = showTimeline([storedEvent()], START + HOUR, { keys });
    press('/', 'nothingB');
    await shows(screen, '/nothingB▏', '^y keeps it, ^g goes back', /1 event hidden\. B shows them/);
    press('\u0019', 'B');
    await shows(screen, 'Backup completed');
  });

  it('are in the texts that connect senders', async () => {
    const { screen, press } = showTimeline([], START, { keys });
    await shows(screen, '(T copies it)', '(C copies it)', '+ next', 'W writes it');
    press('l', 'l', 'l');
    await shows(screen, 'K makes a new one for this sender');
    press('K');
    await shows(screen, 'first write the address of the web interface (W)');
    press('G');
    await shows(screen, 'under I and told by tempo-tui rejections');
  });
});
