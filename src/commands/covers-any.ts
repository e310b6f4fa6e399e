import { coversProvider } from '../ingest/token.ts';

/** Whether a provider is one of those that scores of some identifiers are for. */
export function coversAny(identifiers: readonly string[]): (provider: string) => boolean {
  return (provider) => identifiers.some((each) => coversProvider(each, provider.toLowerCase()));
}
