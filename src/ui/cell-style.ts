import { sgrBetween } from './sgr.ts';

/**
 * The style of a cell: the parameters of SGR as in `sgr.ts`, and behind a blank the address it leads to where it is a
 * link. An address has no blank of its own: the URL standard encodes it.
 */
export function linkedStyle(sgr: string, href: string | undefined): string {
  return href === undefined || href === '' ? sgr : `${sgr} ${href}`;
}

/** The shortest sequences that make one style another; a link is opened and ended by OSC 8. */
export function styleBetween(from: string, to: string): string {
  if (from === to) return '';
  const [fromSgr = '', fromHref = ''] = from.split(' ');
  const [toSgr = '', toHref = ''] = to.split(' ');
  return sgrBetween(fromSgr, toSgr) + (fromHref === toHref ? '' : `\u001B]8;;${toHref}\u001B\\`);
}
