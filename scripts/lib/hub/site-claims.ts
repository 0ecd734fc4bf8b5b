/**
 * @file What a hub knows of its site: signed claims and public keys, and two credentials with few rights. The console
 * makes them; no key that admits a device is among them.
 */
import * as v from 'valibot';

const JWT = v.pipe(v.string(), v.maxLength(16_384), v.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/u));
/** An account's public key as nkeys writes it. */
const ACCOUNT_KEY = v.pipe(v.string(), v.regex(/^A[A-Z2-7]{55}$/u));
const CREDENTIAL = v.strictObject({ jwt: JWT, seed: v.pipe(v.string(), v.regex(/^SU[A-Z2-7]{56}$/u)) });

/** The body of `POST /hub/site`, and what `site.json` holds. */
export const siteClaimsSchema = v.strictObject({
  operatorJwt: JWT,
  systemPublicKey: ACCOUNT_KEY,
  systemJwt: JWT,
  accountPublicKey: ACCOUNT_KEY,
  accountJwt: JWT,
  /** May ask to join and read nothing; the hub shows it to everybody. */
  joiner: CREDENTIAL,
  /** Of the hub itself: reads the doors' health for its metrics. */
  hubUser: CREDENTIAL,
  siteId: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/u)),
  /** Verifies what the site signs: P-256, raw, hex. */
  siteKey: v.pipe(v.string(), v.regex(/^04[0-9a-f]{128}$/u)),
});

export type SiteClaims = v.InferOutput<typeof siteClaimsSchema>;
