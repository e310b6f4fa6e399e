/**
 * Which addresses may be opened, and with which values of an event in them.
 *
 * An opener hands an address to whatever program the desktop has for its scheme: one that runs scripts or reads files must
 * not be reached, nor one be handed what it takes for an option, a password or a file to send along. Who is led to a
 * server has to see which: no name before the host, no character that hides or turns round. `open` gets the `href` of what
 * was parsed here, printable ASCII, and never the text itself. Where a score writes scheme and host, an event cannot
 * change them.
 */

/** Schemes an action may open. Nothing that reads a file or runs a script. */
const SCHEMES = new Set([
  ...['http:', 'https:', 'ssh:', 'sftp:', 'ftp:', 'mailto:', 'tel:', 'sms:', 'facetime:', 'facetime-audio:'],
  ...['obsidian:', 'bear:', 'things:', 'omnifocus:', 'ticktick:', 'notion:', 'todoist:'],
  ...['slack:', 'msteams:', 'zoom:', 'zoommtg:', 'tg:', 'discord:', 'vscode:', 'vscode-insiders:', 'cursor:'],
]);
/** Where an address names who logs in, and nobody is led to take the name for the host. */
const LOGIN_SCHEMES = new Set(['ssh:', 'sftp:']);
const LOGIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
/**
 * `new URL` drops TAB and line breaks and turns backslashes round, so that `java\nscript:` becomes a scheme;
 * whatever does not belong into a URL is therefore refused before it is parsed.
 */
const FOREIGN = /[\p{C}\p{Z}\\]/u;
/** Some mail programs attach the file that another field names. */
const MAIL_FIELDS = new Set(['to', 'cc', 'bcc', 'subject', 'body', 'in-reply-to']);
/** UTF-16 units of an address. */
export const URL_MAX = 4096;

export type CheckedUrl = { url: URL } | { reason: string };

/** Decides whether a URL built from an event may be handed to the browser; the reason is for the user. */
export function checkUrl(text: string): CheckedUrl {
  if (text.length > URL_MAX) return { reason: 'the address is too long' };
  if (FOREIGN.test(text)) return { reason: 'the address holds characters that do not belong there' };
  if (!URL.canParse(text)) return { reason: 'the address is not a URL' };
  const url = new URL(text);
  // It is longer than the text where that has letters which an address writes in percent.
  if (url.href.length > URL_MAX) return { reason: 'the address is too long' };
  if (!SCHEMES.has(url.protocol)) return { reason: `${url.protocol} addresses are not opened` };
  const isLogin = LOGIN_SCHEMES.has(url.protocol) && LOGIN_NAME.test(url.username);
  if (url.password !== '' || (url.username !== '' && !isLogin))
    return { reason: 'the address holds a user name or password' };
  // A program that is given the host might take it for an option, and decode it before.
  if (/^-|%/.test(url.hostname)) return { reason: 'the address has no proper host' };
  if (
    url.protocol === 'mailto:' &&
    [...url.searchParams.keys()].some((name) => !MAIL_FIELDS.has(name.toLowerCase()))
  )
    return { reason: 'the address asks for more than a mail with a text' };
  return { url };
}

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
/** What stands before an address that was written behind the beginning of one. */
const SCHEME_BEFORE_SCHEME = /^(?:[a-z][a-z\d+.-]*:\/\/)+(?=[a-z][a-z\d+.-]*:\/\/)/i;

/** Whether a text is an address with its scheme, or the beginning of one. */
export function beginsWithScheme(text: string): boolean {
  return SCHEME.test(text);
}

/**
 * The address of a cluster's web interface as it is put before paths, or why it cannot be one. What an address bar has
 * from the first # on is a place within the web interface, and is cut off; of `https://https://` one is left.
 */
export function checkServerUrl(text: string): { serverUrl: string; cut: boolean } | { reason: string } {
  const written = text.trim().replace(SCHEME_BEFORE_SCHEME, '');
  const [address = ''] = written.split('#', 1);
  if (!FOREIGN.test(address) && !SCHEME.test(address))
    return { reason: 'the address has to begin with https://' };
  const checked = checkUrl(address);
  if ('reason' in checked) return checked;
  if (!/^https?:$/.test(checked.url.protocol)) return { reason: 'it takes an http or https address' };
  if (address.includes('?')) return { reason: 'the address holds a query: it ends before the ?' };
  return { serverUrl: address.replace(/\/+$/, ''), cut: address !== written };
}

/** What the user is asked to trust before the first URL of it is opened. */
export function originOf(url: URL): string {
  return url.origin === 'null' ? `${url.protocol}${url.host ? `//${url.host}` : ''}` : url.origin;
}
