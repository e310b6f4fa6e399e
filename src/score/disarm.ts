import { BOUNDS } from './bounds.ts';

/**
 * The text of a valid score file as it may be installed: actions that run commands are disabled in it. A text without any
 * stays as its author formatted it.
 *
 * @throws RangeError when the file is too large with that written into it
 */
export function disarmed(text: string): { content: string; disabled: readonly string[] } {
  const json: { defaultActions?: { label: string; trigger: object; _disabled?: boolean }[] } =
    JSON.parse(text);
  const armed = (json.defaultActions ?? []).filter(
    ({ trigger, _disabled }) => 'openTerminalWith' in trigger && !_disabled,
  );
  if (armed.length === 0) return { content: text, disabled: [] };
  for (const action of armed) action._disabled = true;
  const readable = `${JSON.stringify(json, undefined, 2)}\n`;
  const content = Buffer.byteLength(readable) > BOUNDS.file ? JSON.stringify(json) : readable;
  if (Buffer.byteLength(content) > BOUNDS.file)
    throw new RangeError(`is larger than ${BOUNDS.file / 1024} KiB with its commands disabled`);
  return { content, disabled: armed.map(({ label }) => label) };
}
