/** @file The roster and the rules of the site, which are small: heard whole with each link, then as they change. */
import { wipe } from '../../storage/bytes.ts';
import { FleetError } from '../errors.ts';
import type { Link } from '../link-types.ts';
import { type Bucket, placeOfKey } from '../names.ts';
import { decodeRegisters } from '../person-codec.ts';
import { clampRegisters, type Registers } from '../registers.ts';
import { decodeDevice, type Roster } from '../roster.ts';
import { type DoorKeys, isRecord, openFromHub, type SealedRecord, whyOf } from './door-keys.ts';
import { inBatches } from './in-batches.ts';
import type { Run } from './keep-going.ts';
import type { Refusals } from './refusals.ts';

export interface SiteWatchOptions {
  readonly link: Link;
  readonly keys: DoorKeys;
  readonly roster: Roster;
  readonly refusals: Refusals;
  readonly crypto: Crypto;
}

const AT_ONCE = { most: 500, ms: 20 };
/** The one record of the bucket `policy`. */
const POLICY_KEY = 'all';

/** @param onChange - Once when the roster was heard whole, then after each change. */
export function watchRoster(options: SiteWatchOptions, run: Run, onChange: () => void): Promise<void> {
  const take = async (record: SealedRecord): Promise<void> => {
    const body = await open('roster', record, options);
    const device = decodeDevice(body);
    if (device.id !== record.key) throw new FleetError('invalid');
    await options.roster.put(device);
  };
  return follow('roster', options, run, take, onChange);
}

/** @param onPolicy - Gets the site's rules as one console left them: merge them with those that are here. */
export function watchPolicy(
  options: SiteWatchOptions,
  run: Run,
  onPolicy: (policy: Registers) => Promise<void>,
): Promise<void> {
  const take = async (record: SealedRecord): Promise<void> => {
    if (record.key !== POLICY_KEY) throw new FleetError('invalid');
    const body = await open('policy', record, options);
    await onPolicy(clampRegisters(decodeRegisters(body), record.hubMs));
    wipe(body);
  };
  return follow('policy', options, run, take, () => undefined);
}

function open(bucket: Bucket, record: SealedRecord, { keys, roster, crypto }: SiteWatchOptions) {
  return openFromHub(bucket, record, keys, roster, crypto);
}

async function follow(
  bucket: Bucket,
  { link, refusals }: SiteWatchOptions,
  { signal, wentWell }: Run,
  take: (record: SealedRecord) => Promise<void>,
  onBatch: () => void,
): Promise<void> {
  const watch = await link.watch(bucket, '>', { signal });
  if (watch.behind === 0) onBatch();
  for await (const batch of inBatches(watch, AT_ONCE)) {
    for (const { item } of batch) {
      if (!isRecord(item)) continue;
      const place = placeOfKey(bucket, item.key);
      try {
        await take(item);
        refusals.forget(place);
      } catch (error) {
        refusals.note(place, whyOf(error));
      }
    }
    wentWell();
    if (batch[batch.length - 1].behind === 0) onBatch();
  }
}
