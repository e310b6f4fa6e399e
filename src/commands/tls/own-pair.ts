import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, type Settings, UsageError } from '../../config.ts';
import { type Certificate, readCertificate } from '../../ingest/tls/certificate.ts';
import { makePrivateDir, writeDurably } from '../../store/durable-file.ts';
import { makeAuthority, makeServerPair } from './make-certificate.ts';

const DAY_MS = 86_400_000;

/** Where the certificates that tempo-tui makes lie. */
export interface OwnPairFiles {
  dir: string;
  ca: string;
  caKey: string;
  cert: string;
  key: string;
}

export function ownPairFiles(dataDir: string): OwnPairFiles {
  const dir = join(dataDir, 'tls');
  const at = (name: string) => join(dir, name);
  return { dir, ca: at('ca.crt'), caKey: at('ca.key'), cert: at('server.crt'), key: at('server.key') };
}

/** The CA of the certificate that is spoken HTTPS with, where that is one that tempo-tui made. */
export function ownCa({ tls, dataDir }: Pick<Settings, 'tls' | 'dataDir'>): { ca?: string } {
  const { ca, cert } = ownPairFiles(dataDir);
  return tls?.cert === cert ? { ca } : {};
}

/**
 * Makes an authority and a certificate that it has signed, for these names and addresses.
 *
 * @throws UsageError with exit code 1 where there is an authority already: whoever trusts it would trust it in vain
 */
export async function createOwnPair(
  files: OwnPairFiles,
  name: string,
  { hosts, days }: { hosts: readonly string[]; days: number },
): Promise<Certificate> {
  if (await isThere(files.ca))
    throw new UsageError(
      `There is a CA in ${files.dir} already: "tempo-tui tls renew" makes a new certificate by it, which needs nothing ` +
        'done at the senders. For other names move that folder away; every sender has to be given the new CA then.',
      EXIT.failed,
    );
  const authority = makeAuthority(
    `tempo-tui CA ${name.slice(0, 32)} ${randomBytes(4).toString('hex')}`,
    hosts,
  );
  await makePrivateDir(files.dir);
  await writeDurably(files.caKey, authority.key);
  await writeServerPair(files, authority, { hosts, days });
  // The last: what was broken off before can simply be done again.
  await writeDurably(files.ca, authority.certificate);
  return readCertificate(await readFile(files.cert, 'utf8'));
}

/**
 * Makes a new certificate and key for the names of the last one, by the authority that is there.
 *
 * @throws UsageError with exit code 1 where there is none, or it is over
 */
export async function renewOwnPair(files: OwnPairFiles, days: number): Promise<Certificate> {
  const [ca, caKey, last] = await Promise.all([files.ca, files.caKey, files.cert].map(ownText));
  const { validTo } = ownCertificate(ca!, files.ca);
  const left = Math.floor((validTo.getTime() - Date.now()) / DAY_MS);
  if (left < 1)
    throw new UsageError(
      `The CA in ${files.dir} is over: move that folder away and make another with "tempo-tui tls create". ` +
        'Every sender has to be given the new CA then.',
      EXIT.failed,
    );
  const authority = { certificate: ca!, key: caKey! };
  await writeServerPair(files, authority, {
    hosts: ownCertificate(last!, files.cert).names,
    days: Math.min(days, left),
  });
  return readCertificate(await readFile(files.cert, 'utf8'));
}

/** @throws UsageError with exit code 1 where none was made */
export async function readOwnAuthority(files: OwnPairFiles): Promise<string> {
  return ownText(files.ca);
}

async function writeServerPair(
  { cert, key: keyFile }: OwnPairFiles,
  authority: { certificate: string; key: string },
  wanted: { hosts: readonly string[]; days: number },
): Promise<void> {
  const key = createPrivateKey(authority.key);
  const name = /^CN=(.*)$/m.exec(new X509Certificate(authority.certificate).subject)?.[1];
  if (name === undefined)
    throw new UsageError('The CA has no name: it was not made by tempo-tui.', EXIT.failed);
  const made = makeServerPair({ name, key, publicKey: createPublicKey(key) }, wanted);
  await writeDurably(keyFile, made.key);
  await writeDurably(cert, made.certificate);
}

function ownCertificate(text: string, path: string): Certificate {
  try {
    return readCertificate(text);
  } catch {
    throw new UsageError(
      `${path} is damaged. Move its folder away and make another pair with "tempo-tui tls create"; every sender has to ` +
        'be given the new CA then.',
      EXIT.failed,
    );
  }
}

async function ownText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UsageError(`${path} is not there: "tempo-tui tls create" makes it.`, EXIT.failed);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
