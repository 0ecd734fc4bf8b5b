/** @file A site's keys and claims for tests of the hub, made as a console makes them. */
import { encodeAccount, fromSeed } from '@nats-io/jwt';
import type { SiteClaims } from '../../../scripts/lib/hub/site-claims.ts';
import {
  type HubSeeds,
  type LinkCredentials,
  makeHubClaims,
  makeHubSeeds,
  makeUser,
} from '../../../src/fleet/credentials.ts';
import { CONSOLE } from '../../../src/fleet/permissions.ts';
import { SIGNING_KEY } from '../../../src/fleet/sealed-record.ts';
import { toHex } from '../../../src/storage/bytes.ts';

export interface TestSite {
  readonly seeds: HubSeeds;
  /** The site signs its files with it. */
  readonly signing: CryptoKeyPair;
  readonly claims: SiteClaims;
}

export async function makeTestSite(): Promise<TestSite> {
  const seeds = makeHubSeeds();
  const signing = await crypto.subtle.generateKey(SIGNING_KEY, true, ['sign', 'verify']);
  const siteKey = toHex(new Uint8Array(await crypto.subtle.exportKey('raw', signing.publicKey)));
  return { seeds, signing, claims: { ...(await makeHubClaims(seeds)), siteId: 'a1b2c3', siteKey } };
}

/** Of somebody who may do everything in the fleet's account. */
export function consoleUser({ seeds }: TestSite): Promise<LinkCredentials> {
  return makeUser(seeds, 'console', CONSOLE);
}

/** Of somebody who may change the hub's claims. */
export function systemUser({ seeds }: TestSite): Promise<LinkCredentials> {
  return makeUser({ ...seeds, account: seeds.system }, 'system', CONSOLE);
}

/** The account's claims anew, without the device whose credentials are given. */
export function accountWithout({ seeds }: TestSite, device: LinkCredentials): Promise<string> {
  const pair = (seed: string) => fromSeed(new TextEncoder().encode(seed));
  const nextS = Math.floor(Date.now() / 1000) + 1;
  const limits = {
    subs: -1,
    conn: -1,
    leaf: -1,
    imports: -1,
    exports: -1,
    data: -1,
    payload: -1,
    wildcards: true,
  };
  return encodeAccount(
    'FLEET',
    pair(seeds.account),
    { limits, revocations: { [pair(device.seed).getPublicKey()]: nextS } },
    { signer: pair(seeds.operator) },
  );
}
