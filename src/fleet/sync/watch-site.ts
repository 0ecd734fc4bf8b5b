/** @file The roster and the rules of the site, which are small: heard whole with each link, then as they change. */
import { wipe } from '../../storage/bytes.ts';
import { FleetError } from '../errors.ts';
import type { Link } from '../link-types.ts';
import { type Bucket, DOOR_GROUP, placeOfKey } from '../names.ts';
import { decodeRegisters } from '../person-codec.ts';
import { clampRegisters } from '../registers.ts';
import { decodeDevice, type Roster } from '../roster.ts';
import { type DoorKeys, isRecord, openFromHub, type SealedRecord, whyOf } from './door-keys.ts';
import { inBatches } from './in-batches.ts';
import type { Run } from './keep-going.ts';
import type { DoorSite } from '../types.ts';
import type { Refusals } from './refusals.ts';

export interface SiteWatchOptions {
  readonly link: Link;
  readonly keys: DoorKeys;
  readonly roster: Roster;
  readonly site: DoorSite;
  readonly refusals: Refusals;
  readonly crypto: Crypto;
}

const AT_ONCE = { most: 500, ms: 20 };
/** @param onChange - Once when the roster was heard whole, then after each change. */
export function watchRoster(options: SiteWatchOptions, run: Run, onChange: () => void): Promise<void> {
  const take = async (record: SealedRecord): Promise<void> => {
    const body = await open('roster', record, options);
    const device = decodeDevice(body);
    if (device.id !== record.key) throw new FleetError('invalid');
    await options.roster.put(device);
  };
  // Whoever was heard of is kept before their records are taken.
  const onBatch = async (): Promise<void> => {
    await options.site.takeDevices(options.roster.devices);
    onChange();
  };
  return follow('roster', options, run, take, onBatch);
}

/** Takes what the console decides for the group of doors that this one is of. */
export function watchPolicy(options: SiteWatchOptions, run: Run, onChange: () => void): Promise<void> {
  const take = async (record: SealedRecord): Promise<void> => {
    if (record.key !== DOOR_GROUP) throw new FleetError('invalid');
    const body = await open('policy', record, options);
    await options.site.takeRules(clampRegisters(decodeRegisters(body), record.hubMs));
    wipe(body);
    onChange();
  };
  return follow('policy', options, run, take, () => Promise.resolve());
}

function open(bucket: Bucket, record: SealedRecord, { keys, roster, crypto }: SiteWatchOptions) {
  return openFromHub(bucket, record, keys, roster, crypto);
}

async function follow(
  bucket: Bucket,
  { link, refusals }: SiteWatchOptions,
  { signal, wentWell }: Run,
  take: (record: SealedRecord) => Promise<void>,
  onBatch: () => Promise<void>,
): Promise<void> {
  const watch = await link.watch(bucket, '>', { signal });
  if (watch.behind === 0) await onBatch();
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
    if (batch[batch.length - 1].behind === 0) await onBatch();
  }
}
