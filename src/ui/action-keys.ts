import { joinSafe, type SafeText, safe } from '../safe-text.ts';
import type { Action } from '../score/actions.ts';
import { type Command, type KeyTable, keyName, keysOf } from './keys.ts';

/** The Proxmox actions that have a letter of their own, by the label they have in the score. */
const LABELS: Partial<Record<Command, string>> = {
  openUi: 'Open Proxmox UI',
  openDatacenter: 'Open Datacenter',
  copyServerUrl: 'Copy server URL',
  copyNode: 'Copy node name',
  copyVmid: 'Copy VMID',
};

/** The action a command runs: by its letter, or by the place of the key among those that run actions. */
export function actionFor(
  actions: readonly Action[],
  command: Command,
  key: string,
  keys: KeyTable,
): Action | undefined {
  if (command === 'action') return actions[keysOf(command, keys).indexOf(key)];
  const label = LABELS[command];
  return label === undefined ? undefined : actions.find((action) => action.label === label);
}

/** Whether a command runs an action at all. */
export function runsAction(command: Command): boolean {
  return command === 'action' || command in LABELS;
}

/** The keys that run an action, as the inspector has them before its name: `1/o`. */
export function keysForAction(action: Action, at: number, keys: KeyTable): SafeText {
  const letters = keys.find(({ command }) => LABELS[command] === action.label)?.keys ?? [];
  const shown = [keysOf('action', keys)[at], letters[0]].flatMap((key) =>
    key === undefined ? [] : [keyName(key)],
  );
  return joinSafe(shown, safe`/`);
}
