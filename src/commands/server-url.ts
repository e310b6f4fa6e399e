import { UsageError } from '../config.ts';
import { safeText } from '../safe-text.ts';
import { checkServerUrl } from '../score/url-policy.ts';
import { say } from './output.ts';

/**
 * The address of a web interface as `--server-url` gives it.
 *
 * @param example one as it should be
 * @throws UsageError when it cannot be one
 */
export function givenServerUrl(text: string, example = 'https://pve-01.lan:8006'): string {
  const checked = checkServerUrl(text);
  if ('reason' in checked) throw new UsageError(`--server-url: ${checked.reason}, as in ${example}.`);
  sayCut(checked);
  return checked.serverUrl;
}

/** Says what was not taken of an address. */
export function sayCut({ serverUrl, cut }: { serverUrl: string; cut: boolean }): void {
  if (cut) say(`The web interface is at ${safeText(serverUrl)}: what follows the # is left out.`);
}
