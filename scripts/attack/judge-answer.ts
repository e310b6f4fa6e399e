import { MARK } from './requests.ts';
import type { Answer } from './wire.ts';

const KNOWN = [200, 202, 400, 401, 403, 404, 405, 408, 413, 415, 417, 422, 429, 431, 503];
/** One body for every reason, so that none can be told from another. */
const UNAUTHORISED = '{"error":"The token is missing, unknown, or not bound to this provider."}';

/** What is wrong with an answer whatever it answers. */
export function judgeAnswer({ status, headers, body, raw }: Answer, token: string): string[] {
  const wrong: string[] = [];
  const lacks = (name: string) => {
    if (!headers.get(name)) wrong.push(`${status} without ${name}`);
  };
  if (!KNOWN.includes(status)) wrong.push(`answers ${status}, which no sender may cause`);
  for (const name of headers.keys()) {
    if (name.startsWith('access-control-')) wrong.push(`answers with ${name}`);
    if (['location', 'set-cookie', 'x-powered-by', 'upgrade'].includes(name))
      wrong.push(`answers with ${name}`);
  }
  const isJsonAnswer = headers.get('content-type')?.startsWith('application/json') ?? false;
  // The history tells what was sent: that is what it is for.
  if (raw.includes(MARK) && (isJsonAnswer || status !== 200)) wrong.push('echoes what was sent');
  if (raw.includes(token)) wrong.push('echoes the token');
  if (status === 401 && body !== '' && body !== UNAUTHORISED) wrong.push(`401 in other words: ${body}`);
  if (status === 405) lacks('allow');
  if (status === 429 || status === 503) {
    lacks('retry-after');
    if (!/^[1-9]\d?$/.test(headers.get('retry-after') ?? ''))
      wrong.push(`asks to come again in ${headers.get('retry-after')} seconds`);
  }
  if (body !== '' && (isJsonAnswer || status !== 200) && !isJson(body))
    wrong.push(`answers ${status} with no JSON: ${body.slice(0, 80)}`);
  if (status === 422 && !/^\{"error":"[^"]+","field":"[^"]*"\}$/.test(body))
    wrong.push(`422 without its field: ${body.slice(0, 200)}`);
  return wrong;
}

function isJson(body: string): boolean {
  try {
    return typeof JSON.parse(body) === 'object';
  } catch {
    return false;
  }
}
