/**
 * The beginning of a value's JSON, so that no more is made than is looked at, whatever the value is.
 *
 * @param value as JSON brings it, and no deeper than the receiver lets through
 * @param most UTF-16 units
 * @returns so many units as JSON has them; anything beyond says no more than that there is more
 */
export function firstJson(value: unknown, most: number): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > most ? value.slice(0, most + 1) : value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? firstOfList(value, most) : firstOfObject(value as JsonObject, most);
}

type JsonObject = Readonly<Record<string, unknown>>;

function firstOfList(list: readonly unknown[], most: number): string {
  let text = '[';
  for (let at = 0; at < list.length && text.length <= most; at += 1)
    text += `${at === 0 ? '' : ','}${firstJson(list[at], most - text.length)}`;
  return `${text}]`;
}

function firstOfObject(object: JsonObject, most: number): string {
  let text = '{';
  for (const key in object) {
    if (text.length > most) break;
    const value = object[key];
    if (value === undefined) continue;
    text += `${text === '{' ? '' : ','}${firstJson(key, most - text.length)}:`;
    text += firstJson(value, Math.max(0, most - text.length));
  }
  return `${text}}`;
}
