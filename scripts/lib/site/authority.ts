/**
 * @file The site's own certificate authority, for `npm start -- --lan`: made once, and trusted once by each tablet. It
 * signs the certificates that the kiosk is served with.
 *
 * Whoever steals its key could pass for any address that it may sign for, to the tablets that trust it. So it is bound
 * to the addresses of private networks, where no public site lives.
 */
import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { BlockList } from 'node:net';
import { join } from 'node:path';
import { AsnConvert } from '@peculiar/asn1-schema';
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509';
import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { STATE_FOLDER } from '../paths.ts';

/** A certificate and its key. */
export interface Certificate {
  /** PEM, secret. */
  readonly key: string;
  /** PEM; of a leaf with those that it was signed by. */
  readonly cert: string;
}

export const TLS_FOLDER = join(STATE_FOLDER, 'tls');
export const DAY_MS = 86_400_000;
export const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const LIFETIME_DAYS = 3_650;
/** A tablet's clock may be behind. */
export const BACKDATED_DAYS = 2;
/** A tablet that was set up today should not have to trust another one soon. */
const LEAST_DAYS_LEFT = 400;
const NAME_CONSTRAINTS_OID = '2.5.29.30';
/** Private, link-local and loopback addresses (RFC 1918, RFC 3927). */
const PRIVATE_RANGES: readonly (readonly [address: string, bits: number])[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
];
const LOCAL_NAMES = ['localhost', 'local'];

export interface Authority extends Certificate {
  /** No tablet can know it yet. */
  readonly isNew: boolean;
}

/**
 * The kept authority while it may sign for `addresses` and is in date, otherwise a new one.
 * @param addresses - IPv4, of this machine.
 * @param folder - Where it is kept; the key is readable by its owner only.
 */
export async function readAuthority(addresses: readonly string[], folder = TLS_FOLDER): Promise<Authority> {
  const keyFile = join(folder, 'authority-key.pem');
  const certFile = join(folder, 'authority.pem');
  const kept = await readKept(keyFile, certFile);
  // Ranges that were added for an address outside of private networks stand in a file of their own.
  const rangesFile = join(folder, 'authority-ranges.json');
  const known = await readRanges(rangesFile);
  const outside = addresses.filter((address) => !isPrivate(address));
  const covers = outside.every((address) => known.includes(address));
  if (kept && covers && lastsFor(kept.cert, LEAST_DAYS_LEFT)) return { ...kept, isNew: false };
  const made = await makeAuthority(outside);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, made.key, { mode: 0o600 });
  await writeFile(certFile, made.cert);
  await writeFile(rangesFile, JSON.stringify(outside));
  return { ...made, isNew: true };
}

/** Whether the first certificate of `pem` is valid for so many days more. */
export function lastsFor(pem: string, days: number): boolean {
  return Date.parse(new X509Certificate(pem).validTo) > Date.now() + days * DAY_MS;
}

/** What a person compares: SHA-256 of the certificate in pairs of hexadecimal digits. */
export function fingerprintOf({ cert }: Pick<Certificate, 'cert'>): string {
  return new X509Certificate(cert).fingerprint256;
}

export async function readKept(keyFile: string, certFile: string): Promise<Certificate | null> {
  try {
    return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
  } catch {
    return null;
  }
}

/** PEM of a private key. */
export async function pemOf(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

async function readRanges(file: string): Promise<readonly string[]> {
  try {
    const ranges: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(ranges) ? ranges.map(String) : [];
  } catch {
    return [];
  }
}

async function makeAuthority(addresses: readonly string[]): Promise<Certificate> {
  const keys = await crypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  const nowMs = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=Facegate site ${new Date(nowMs).toISOString().slice(0, 10)}`,
    notBefore: new Date(nowMs - BACKDATED_DAYS * DAY_MS),
    notAfter: new Date(nowMs + LIFETIME_DAYS * DAY_MS),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      nameConstraints(addresses),
    ],
  });
  return { key: await pemOf(keys.privateKey), cert: `${certificate.toString('pem')}\n` };
}

function nameConstraints(addresses: readonly string[]): Extension {
  const ranges = [...PRIVATE_RANGES, ...addresses.map((address) => [address, 32] as const)];
  const bases = [
    ...ranges.map(([address, bits]) => ({ iPAddress: `${address}/${String(bits)}` })),
    ...LOCAL_NAMES.map((dNSName) => ({ dNSName })),
  ];
  const permittedSubtrees = new GeneralSubtrees(
    bases.map((base) => new GeneralSubtree({ base: new GeneralName(base) })),
  );
  return new Extension(
    NAME_CONSTRAINTS_OID,
    true,
    AsnConvert.serialize(new NameConstraints({ permittedSubtrees })),
  );
}

const privateRanges = new BlockList();
for (const [address, bits] of PRIVATE_RANGES) privateRanges.addSubnet(address, bits);

function isPrivate(address: string): boolean {
  return privateRanges.check(address);
}
