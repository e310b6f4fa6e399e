/** Shorter ones are no tokens of ours, and would be found in plain words. */
const SHORTEST = 8;
const LIKE_A_TOKEN = /tempo_[\w-]{20,}/g;
const INSTEAD = '(a token)';

/**
 * What another side answered, as JSON, without the token it was sent and without anything that looks like one: it may
 * give back what it got.
 */
export function withoutToken(json: unknown, token: string): unknown {
  const hide = (text: string) => {
    const hidden = token.length < SHORTEST ? text : text.replaceAll(token, INSTEAD);
    return hidden.replace(LIKE_A_TOKEN, INSTEAD);
  };
  return hideIn(json, hide);
}

function hideIn(json: unknown, hide: (text: string) => string): unknown {
  if (typeof json === 'string') return hide(json);
  if (Array.isArray(json)) return json.map((each) => hideIn(each, hide));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [hide(key), hideIn(value, hide)]));
}
