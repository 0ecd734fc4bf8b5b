/**
 * @file Records of the hub that nobody could make again, kept in this browser as the hub has them: sealed and signed.
 * A hub that was begun anew or put back gets them from here.
 */
import * as v from 'valibot';
import type { HubRecord } from '../../fleet/link-types.ts';
import { type Bucket, placeOfKey } from '../../fleet/names.ts';
import { bytesSchema, type Bytes } from '../../storage/bytes.ts';
import { withConsoleDatabase } from './console-database.ts';

const RowSchema = v.strictObject({
  value: bytesSchema(1, 65_536),
  hubMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
});

/** Whoever opens it verifies it: this browser's disk is trusted no more than the hub's. */
export interface KeptRecord {
  readonly key: string;
  readonly value: Bytes;
  /** When a hub stored it, in milliseconds since the epoch. */
  readonly hubMs: number;
}

export interface KeptRecords {
  read(bucket: Bucket): Promise<readonly KeptRecord[]>;
  /** Each takes the place of the one of the same key. */
  keep(bucket: Bucket, records: readonly HubRecord[]): Promise<void>;
}

/** In a browser without a database nothing is kept. */
export function keptRecordsOf(siteId: string): KeptRecords {
  const prefixOf = (bucket: Bucket): string => `${siteId}/${placeOfKey(bucket, '')}`;
  return {
    read: (bucket) =>
      withConsoleDatabase(async (database) => {
        const prefix = prefixOf(bucket);
        const range = IDBKeyRange.bound(prefix, `${prefix}\uFFFF`);
        const [keys, rows] = await Promise.all([
          database.getAllKeys('kept', range),
          database.getAll('kept', range),
        ]);
        return keys.flatMap((key, at) => {
          const parsed = v.safeParse(RowSchema, rows[at]);
          return parsed.success ? { key: key.slice(prefix.length), ...parsed.output } : [];
        });
      }).catch(() => []),

    keep: (bucket, records) =>
      withConsoleDatabase(async (database) => {
        const transaction = database.transaction('kept', 'readwrite');
        for (const { key, value, hubMs } of records) {
          if (value !== null) void transaction.store.put({ value, hubMs }, prefixOf(bucket) + key);
        }
        await transaction.done;
      }).catch(() => undefined),
  };
}
