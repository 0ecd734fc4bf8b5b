/** @file The site's letters to this door with the keys of its zone: heard with each link, then as they come. */
import { toHex, wipe } from '../../storage/bytes.ts';
import { openEnvelope } from '../envelope.ts';
import { FleetError } from '../errors.ts';
import type { ZoneKeys } from '../keyring.ts';
import type { HubRecord, Link } from '../link-types.ts';
import { envelopeKey, placeOfKey } from '../names.ts';
import { type DoorKeys, isRecord, whyOf } from './door-keys.ts';
import type { Run } from './keep-going.ts';
import type { Refusals } from './refusals.ts';

export interface KeysWatchOptions {
  readonly link: Link;
  readonly keys: DoorKeys;
  readonly refusals: Refusals;
  readonly crypto: Crypto;
  /** Stores the zone's keys. */
  readonly onKeys: (keys: ZoneKeys) => Promise<void>;
}

/** Until the link is lost. @param onNews - After other keys were stored. */
export async function watchKeys(
  options: KeysWatchOptions,
  { signal, wentWell }: Run,
  onNews: () => void,
): Promise<void> {
  const { link, keys } = options;
  const watch = await link.watch('keys', envelopeKey(keys.device, keys.zone), { signal });
  for await (const { item } of watch) {
    if (await take(item, options)) onNews();
    wentWell();
  }
}

/** What a door sends is sealed under the newest key that the hub has for it. @returns Whether it is another one. */
export async function readKeys(options: KeysWatchOptions): Promise<boolean> {
  const { link, keys } = options;
  const record = await link.get('keys', envelopeKey(keys.device, keys.zone));
  return record !== null && (await take(record, options));
}

/** @returns Whether there are other keys now. */
async function take(
  record: HubRecord,
  { keys, refusals, crypto, onKeys }: KeysWatchOptions,
): Promise<boolean> {
  const place = placeOfKey('keys', record.key);
  const { ring, boxKeys, siteKey } = keys;
  try {
    if (!isRecord(record)) return false;
    if (record.key !== envelopeKey(keys.device, keys.zone)) throw new FleetError('invalid');
    const { oldest, newest, keys: raw } = await openEnvelope(record.value, place, boxKeys, siteKey, crypto);
    const next = { oldest, keys: raw.map(toHex) };
    raw.forEach(wipe);
    refusals.forget(place);
    if (!ring.isNews({ oldest, newest })) return false;
    await onKeys(next);
    await ring.take(next, crypto);
    return true;
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    refusals.note(place, whyOf(error));
    return false;
  }
}
