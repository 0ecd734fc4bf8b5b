/**
 * @file Makes the files by which several hubs know each other. The authority that signs their certificates is
 * forgotten at once, so nobody can make another member later: for other hubs, all files are made anew.
 */
import 'reflect-metadata';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { BACKDATED_DAYS, DAY_MS, pemOf, SIGNING } from '../site/authority.ts';
import { type Cluster, formatAddress, parseAddress } from './cluster.ts';

const LIFETIME_DAYS = 3_650;

/**
 * @param addresses - At which the hubs reach each other; an odd number, three or more: half of an even one decides
 *   nothing.
 * @returns One file for each.
 * @throws Error that says what is wrong with the addresses.
 */
export async function makeClusterFiles(addresses: readonly string[]): Promise<readonly Cluster[]> {
  const members = addresses.map((text) => formatAddress(parseAddress(text)));
  if (members.length < 3 || members.length % 2 === 0 || members.length > 9)
    throw new Error('Name three, five, seven or nine addresses.');
  if (new Set(members).size < members.length) throw new Error('Name each address once.');
  const keys = await crypto.subtle.generateKey(SIGNING, false, ['sign', 'verify']);
  const nowMs = Date.now();
  const term = {
    notBefore: new Date(nowMs - BACKDATED_DAYS * DAY_MS),
    notAfter: new Date(nowMs + LIFETIME_DAYS * DAY_MS),
    signingAlgorithm: SIGNING,
  };
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...term,
    name: 'CN=Facegate hubs',
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return Promise.all(
    members.map(async (member, self) => {
      const own = await crypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
      const { host } = parseAddress(member);
      const certificate = await X509CertificateGenerator.create({
        ...term,
        subject: `CN=Facegate hub ${self + 1}`,
        issuer: authority.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
          new SubjectAlternativeNameExtension([{ type: isIP(host) === 0 ? 'dns' : 'ip', value: host }]),
        ],
      });
      return {
        ...{ facegateCluster: 1 as const, self, members },
        authority: `${authority.toString('pem')}\n`,
        cert: `${certificate.toString('pem')}\n`,
        key: await pemOf(own.privateKey),
      };
    }),
  );
}
