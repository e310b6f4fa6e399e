import { EXIT, UsageError } from '../config.ts';
import { say, writeLine } from './output.ts';
import { printableJson } from './printable-json.ts';
import { readText } from './read-text.ts';
import { checkTemplate, type Finding } from './template-check/check-template.ts';

const TEMPLATE_LIMIT = 256 * 1024;

/**
 * Says whether a body template would work in Proxmox: what is wrong where on stderr, and the mended template on stdout.
 *
 * @throws UsageError with exit code 1 where it would not, or would send the token along.
 */
export async function examineTemplate(path: string, json: boolean): Promise<void> {
  const read = await readText(path, TEMPLATE_LIMIT);
  if ('reason' in read) throw new UsageError(`${path}: ${read.reason}`, EXIT.failed);
  const checked = checkTemplate(read.text);
  if (json) writeLine(printableJson(checked));
  else tell(checked.findings, checked.mended);
  if (!checked.works)
    throw new UsageError('Proxmox would send nothing, or something that is refused.', EXIT.failed);
  if (checked.findings.some(({ level }) => level === 'unsafe'))
    throw new UsageError(
      'Proxmox renders it, and every event has the token in it, for all who may read events: mend that before it is used.',
      EXIT.failed,
    );
  say('Proxmox renders it to events that tempo-tui takes.');
}

function tell(findings: readonly Finding[], mended: string | undefined): void {
  for (const { level, line, column, what, why } of findings)
    say(`${level}, line ${line}, column ${column}: ${what}: ${why}`);
  if (mended === undefined) return;
  say('Mended:');
  writeLine(mended);
}
