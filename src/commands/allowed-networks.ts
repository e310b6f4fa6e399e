import type { Settings } from '../config.ts';
import { type Networks, networksFrom } from '../ingest/networks.ts';

/**
 * Whence a receiver takes connections.
 *
 * @throws UsageError for a text that is no network
 */
export function allowedNetworks({ allow }: Pick<Settings, 'allow'>): Networks {
  return networksFrom(allow, '--allow, or "allow" in the config file,');
}
