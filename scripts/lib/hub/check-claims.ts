/** @file Whether a site's claims belong together, before a hub takes them for good. */
import { decode, fromSeed } from '@nats-io/jwt';
import { isDeepStrictEqual } from 'node:util';
import { JOINER } from '../../../src/fleet/permissions.ts';
import type { SiteClaims } from './site-claims.ts';

/** What is read of a decoded claim. */
interface Claim {
  readonly iss: string;
  readonly sub: string;
  readonly nats: { readonly pub?: { readonly allow?: unknown }; readonly sub?: { readonly allow?: unknown } };
}

/** @throws Error that says which claim is wrong. Signatures are verified. */
export function checkClaims(claims: SiteClaims): void {
  const operator = claimOf(claims.operatorJwt, 'operator');
  requireThat(operator.iss === operator.sub, 'operator');
  for (const [name, jwt, key] of [
    ['system account', claims.systemJwt, claims.systemPublicKey],
    ['account', claims.accountJwt, claims.accountPublicKey],
  ]) {
    const account = claimOf(jwt, name);
    requireThat(account.sub === key && account.iss === operator.sub, name);
  }
  for (const name of ['joiner', 'hubUser'] as const) {
    const { jwt, seed } = claims[name];
    const user = claimOf(jwt, name);
    const isItsSeed = publicKeyOf(seed, name) === user.sub;
    requireThat(isItsSeed && user.iss === claims.accountPublicKey, name);
  }
  // The hub shows this one to everybody.
  const { nats } = claimOf(claims.joiner.jwt, 'joiner');
  const rights = { publish: nats.pub?.allow, subscribe: nats.sub?.allow };
  requireThat(isDeepStrictEqual(rights, { ...JOINER }), 'joiner');
}

function claimOf(jwt: string, name: string): Claim {
  try {
    return decode(jwt);
  } catch (error) {
    throw new Error(`The claim of the ${name} is not valid.`, { cause: error });
  }
}

function publicKeyOf(seed: string, name: string): string {
  try {
    return fromSeed(new TextEncoder().encode(seed)).getPublicKey();
  } catch (error) {
    throw new Error(`The seed of the ${name} is not valid.`, { cause: error });
  }
}

function requireThat(holds: boolean, name: string): void {
  if (!holds) throw new Error(`The claim of the ${name} does not belong to this site.`);
}
