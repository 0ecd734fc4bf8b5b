/** @file The kit's keys in the forms that seal, sign and open. None of them can be exported. */
import type { Openers, Writer } from '../../fleet/sealed-record.ts';
import { importBoxKeys, importSigningKey } from '../../fleet/device-keys.ts';
import type { Kit } from '../../fleet/kit.ts';
import { SITE } from '../../fleet/names.ts';
import { importVerifier, type Roster } from '../../fleet/roster.ts';
import { Epochs } from './epochs.ts';

export interface SiteKeys {
  /** Signs for the site. */
  readonly writer: Writer;
  /** Verifies that. */
  readonly verifier: CryptoKey;
  /** Open the events of the doors. */
  readonly audit: CryptoKeyPair;
  /** Of the one zone. */
  readonly epochs: Epochs;
}

export async function openSiteKeys({ signing, audit, zoneSecret }: Kit, crypto: Crypto): Promise<SiteKeys> {
  return {
    writer: { name: SITE, signingKey: await importSigningKey({ signing }, crypto) },
    verifier: await importVerifier(signing.public, crypto),
    audit: await importBoxKeys({ box: audit }, crypto),
    epochs: await Epochs.open(zoneSecret, crypto),
  };
}

/** What the console checks records by. The keys of the epochs that they name are to be made before. */
export function openersOf({ epochs }: Pick<SiteKeys, 'epochs'>, roster: Roster): Openers {
  return {
    keyOf: (epoch) => epochs.keyOf(epoch),
    verifierOf: (writer, place, epoch) => roster.verifierOf(writer, place, epoch),
  };
}
