/**
 * @file The certificate that the kiosk is served with on the network: signed by the site's own authority and renewed in
 * time, or brought by the operator.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate as Peculiar,
  X509CertificateGenerator,
} from '@peculiar/x509';
import {
  type Authority,
  BACKDATED_DAYS,
  type Certificate,
  DAY_MS,
  lastsFor,
  pemOf,
  readKept,
  SIGNING,
  TLS_FOLDER,
} from './authority.ts';

/** Apple's devices refuse a certificate of a private authority that lasts longer than 825 days. */
const LIFETIME_DAYS = 397;
const RENEWED_BEFORE_DAYS = 60;

/** The IPv4 addresses under which other machines reach this one, sorted. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
    .sort();
}

/**
 * The kept certificate while `authority` signed it, it covers exactly `addresses` and lasts, otherwise a new one. The
 * tablets notice nothing of a new one.
 * @param folder - Where it is kept; the key is readable by its owner only.
 */
export async function readCertificate(
  addresses: readonly string[],
  authority: Authority,
  folder = TLS_FOLDER,
): Promise<Certificate> {
  const keyFile = join(folder, 'key.pem');
  const certFile = join(folder, 'cert.pem');
  const kept = await readKept(keyFile, certFile);
  if (kept && stillServes(kept.cert, addresses, authority)) return kept;
  const made = await sign(addresses, authority);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, made.key, { mode: 0o600 });
  await writeFile(certFile, made.cert);
  return made;
}

/**
 * A certificate that the operator brings.
 * @throws Error that says what is wrong with it.
 */
export async function bringCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  const cert = await readFile(certFile, 'utf8');
  const key = await readFile(keyFile, 'utf8');
  const certificate = parsed(() => new X509Certificate(cert), `${certFile} is no certificate in PEM.`);
  const privateKey = parsed(
    () => createPrivateKey(key),
    `${keyFile} is no private key in PEM, or it has a passphrase: write it without one.`,
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new Error(`${keyFile} is not the key of ${certFile}. Name the two that belong together.`);
  }
  if (!lastsFor(cert, 0)) throw new Error(`${certFile} ran out on ${certificate.validTo}. Renew it.`);
  return { cert, key };
}

/** Names and addresses that the certificate is for. */
export function hostsOf({ cert }: Pick<Certificate, 'cert'>): string[] {
  return namesIn(cert).map((name) => name.replace(/^(DNS|IP Address):/, ''));
}

function namesIn(pem: string): string[] {
  return (new X509Certificate(pem).subjectAltName ?? '').split(', ').filter((name) => name !== '');
}

function stillServes(pem: string, addresses: readonly string[], authority: Authority): boolean {
  const named = namesIn(pem).filter((name) => name.startsWith('IP Address:'));
  const wanted = ['127.0.0.1', ...addresses].map((ip) => `IP Address:${ip}`);
  return (
    lastsFor(pem, RENEWED_BEFORE_DAYS) &&
    new X509Certificate(pem).verify(new X509Certificate(authority.cert).publicKey) &&
    named.length === wanted.length &&
    wanted.every((name) => named.includes(name))
  );
}

async function sign(addresses: readonly string[], authority: Authority): Promise<Certificate> {
  const keys = await crypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' }),
    SIGNING,
    false,
    ['sign'],
  );
  const issuer = new Peculiar(authority.cert);
  const nowMs = Date.now();
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=Facegate kiosk',
    issuer: issuer.subject,
    notBefore: new Date(nowMs - BACKDATED_DAYS * DAY_MS),
    notAfter: new Date(nowMs + LIFETIME_DAYS * DAY_MS),
    signingAlgorithm: SIGNING,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        ...['127.0.0.1', ...addresses].map((value) => ({ type: 'ip' as const, value })),
      ]),
    ],
  });
  const cert = `${certificate.toString('pem')}\n${authority.cert}`;
  return { key: await pemOf(keys.privateKey), cert };
}

function parsed<Value>(parse: () => Value, problem: string): Value {
  try {
    return parse();
  } catch (error) {
    throw new Error(problem, { cause: error });
  }
}
