/** @file The kit's keys in the forms that seal, sign and open. None of them can be exported. */
import type { SealingKey, Writer } from '../../fleet/sealed-record.ts';
import { importBoxKeys, importSigningKey } from '../../fleet/device-keys.ts';
import type { Kit } from '../../fleet/kit.ts';
import { SITE, ZONE } from '../../fleet/names.ts';
import { importVerifier } from '../../fleet/roster.ts';
import { fromHex } from '../../storage/bytes.ts';

export interface SiteKeys {
  /** Signs for the site. */
  readonly writer: Writer;
  /** Verifies that. */
  readonly verifier: CryptoKey;
  /** Open the events of the doors. */
  readonly audit: CryptoKeyPair;
  /** Of the one zone. */
  readonly sealing: SealingKey;
}

export async function openSiteKeys({ signing, audit, zones }: Kit, crypto: Crypto): Promise<SiteKeys> {
  const { epoch, key } = zones[ZONE];
  return {
    writer: { name: SITE, signingKey: await importSigningKey({ signing }, crypto) },
    verifier: await importVerifier(signing.public, crypto),
    audit: await importBoxKeys({ box: audit }, crypto),
    sealing: {
      epoch,
      key: await crypto.subtle.importKey('raw', fromHex(key), 'AES-GCM', false, ['encrypt', 'decrypt']),
    },
  };
}
