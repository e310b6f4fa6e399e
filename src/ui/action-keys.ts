import type { SafeText } from '../safe-text.ts';
import type { Action } from '../score/actions.ts';
import { type Command, KEYS, keyName } from './keys.ts';

/** The Proxmox actions that have a letter of their own, by the label they have in the score. */
const LABELS: Partial<Record<Command, string>> = {
  openUi: 'Open Proxmox UI',
  openDatacenter: 'Open Datacenter',
  copyServerUrl: 'Copy server URL',
  copyNode: 'Copy node name',
  copyVmid: 'Copy VMID',
};

/** The action a command runs: by its letter, or by its number in the list. */
export function actionFor(actions: readonly Action[], command: Command, key: string): Action | undefined {
  if (command === 'action') return actions[(Number(key) + 9) % 10];
  const label = LABELS[command];
  return label === undefined ? undefined : actions.find((action) => action.label === label);
}

/** Whether a command runs an action at all. */
export function runsAction(command: Command): boolean {
  return command === 'action' || command in LABELS;
}

/** The letter that runs an action, where it has one. */
export function letterFor(action: Action): SafeText | undefined {
  const binding = KEYS.find(({ command }) => LABELS[command] === action.label);
  return binding && keyName(binding.keys[0]!);
}
