import type { FollowedPair } from '../ingest/tls/follow-pair.ts';
import { dayOf, type TlsPair } from '../ingest/tls/read-pair.ts';
import type { Journal } from './journal.ts';
import { shellWord } from './shell-word.ts';
import { ownPairFiles } from './tls/own-pair.ts';

const DAY_MS = 86_400_000;
/** It is told once a day from so many days before its end. */
export const LAST_DAYS = 14;

/**
 * Notes which certificate is in force, what is wrong with one that should take its place, and day by day that it will be
 * over soon.
 */
export function noteCertificate(journal: Journal, secured: FollowedPair, dataDir: string): { stop(): void } {
  const { certificate, files } = secured.inForce;
  journal.note(`HTTPS with ${files.cert}, valid until ${dayOf(certificate.validTo)}.`);
  if (secured.inForce.isKeyOpen) journal.warn(openKeyText(files.key));
  secured.onChange((pair) => {
    journal.note(`Another certificate is in force, valid until ${dayOf(pair.certificate.validTo)}.`);
    if (pair.isKeyOpen) journal.warn(openKeyText(pair.files.key));
    warnOfEnd();
  });
  secured.onTrouble(({ message }) =>
    journal.warn(`${message} The certificate of before stays in force until the two files can be used.`),
  );
  function warnOfEnd(): void {
    const text = endText(secured.inForce, dataDir);
    if (text !== undefined) journal.warn(text);
  }
  warnOfEnd();
  const timer = setInterval(warnOfEnd, DAY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/** That a certificate is over or will be soon, and how another is had; undefined as long as there is time. */
export function endText(
  { certificate, files }: TlsPair,
  dataDir: string,
  now = Date.now(),
): string | undefined {
  const left = certificate.validTo.getTime() - now;
  if (left > LAST_DAYS * DAY_MS) return undefined;
  const isOwn = files.cert === ownPairFiles(dataDir).cert;
  const renew = isOwn ? '"tempo-tui tls renew" makes the next' : 'renew it';
  const days = Math.floor(left / DAY_MS);
  const when =
    left <= 0 ? `was valid until` : `is valid for ${days} more ${days === 1 ? 'day' : 'days'}, until`;
  return `The certificate ${files.cert} ${when} ${dayOf(certificate.validTo)}, after which Proxmox sends nothing here: ${renew}.`;
}

export function openKeyText(key: string): string {
  return `Every user of this machine can read the key ${key}: chmod o-rwx ${shellWord(key)}`;
}
