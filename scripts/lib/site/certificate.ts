/**
 * @file The certificate that this machine signs itself for `npm start -- --lan`. It is kept, so that a tablet
 * has to accept it once only.
 */
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { STATE_FOLDER } from '../paths.ts';

export interface Certificate {
  /** PEM, secret. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

/** Apple's devices refuse a certificate that lasts longer than 825 days. */
const LIFETIME_DAYS = 820;

const DAY_MS = 86_400_000;

/** The IPv4 addresses under which other machines reach this one, sorted. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
    .sort();
}

/**
 * The kept certificate while it covers exactly `addresses` and is in date, otherwise a new one.
 * @param folder - Where it is kept; the key is readable by its owner only.
 */
export async function readCertificate(
  addresses: readonly string[],
  folder = join(STATE_FOLDER, 'tls'),
): Promise<Certificate> {
  const keyFile = join(folder, 'key.pem');
  const certFile = join(folder, 'cert.pem');
  const kept = await readKept(keyFile, certFile);
  if (kept && stillServes(kept.cert, addresses)) return kept;

  const pems = await generate([{ name: 'commonName', value: 'Facegate kiosk' }], {
    algorithm: 'sha256',
    keyType: 'ec',
    notAfterDate: new Date(Date.now() + LIFETIME_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...['127.0.0.1', ...addresses].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, pems.private, { mode: 0o600 });
  await writeFile(certFile, pems.cert);
  return { key: pems.private, cert: pems.cert };
}

async function readKept(keyFile: string, certFile: string): Promise<Certificate | null> {
  try {
    return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
  } catch {
    return null;
  }
}

function stillServes(pem: string, addresses: readonly string[]): boolean {
  const certificate = new X509Certificate(pem);
  const named = (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('IP Address:'));
  const wanted = ['127.0.0.1', ...addresses].map((ip) => `IP Address:${ip}`);
  return (
    Date.parse(certificate.validTo) > Date.now() + DAY_MS &&
    named.length === wanted.length &&
    wanted.every((name) => named.includes(name))
  );
}
