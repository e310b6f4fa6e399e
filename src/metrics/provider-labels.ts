/** Providers that have a label of their own: a sender may name any number of them below that of its token. */
export const MOST_PROVIDERS = 100;
/** The label of all further ones; no provider can be called so. */
const OTHERS = '(others)';

/** Gives providers their labels; the first ones have their own, so that the number of series has an end. */
export function providerLabels(): (provider: string) => string {
  const known = new Set<string>();
  return (provider) => {
    if (known.size < MOST_PROVIDERS) known.add(provider);
    return known.has(provider) ? provider : OTHERS;
  };
}
