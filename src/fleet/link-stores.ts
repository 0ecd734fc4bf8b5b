/** @file How the hub keeps what it is given: the settings of each bucket and of the stream of events. Pure. */
import { AUDIT_STREAM, auditSubject, type Bucket, BUCKETS, streamOf, subjectOfKey } from './names.ts';

/** Larger than any sealed record. */
const MOST_BYTES = 65_536;
const NANOSECONDS_OF_MS = 1e6;
const DAY_MS = 86_400_000;
/** A door that was not heard for a day has no health to speak of. */
const HEALTH_MS = DAY_MS;
/** The shortest that NATS takes. Nothing rests on it: each event names the one before it. */
const DUPLICATES_MS = 100;

/** What NATS is told of a stream, of all that there is to tell. */
export interface StoreSettings extends BucketSettings {
  readonly num_replicas: number;
}

interface BucketSettings {
  readonly name: string;
  readonly subjects: string[];
  readonly storage: 'file' | 'memory';
  readonly max_msgs_per_subject: number;
  readonly max_msg_size: number;
  /** Nanoseconds; 0 for ever. */
  readonly max_age: number;
  readonly duplicate_window: number;
  readonly allow_direct: boolean;
  /** Otherwise a door could clear a whole bucket by one header. */
  readonly allow_rollup_hdrs: boolean;
  /** Of one message, which the console may erase from the disk. */
  readonly deny_delete: boolean;
}

export function storeSettings(eventDays: number, copies: number): readonly StoreSettings[] {
  const stores = [
    ...BUCKETS.map(bucketSettings),
    settings(AUDIT_STREAM, auditSubject('*'), {
      max_msgs_per_subject: -1,
      max_age: eventDays * DAY_MS * NANOSECONDS_OF_MS,
    }),
  ];
  return stores.map((store) => ({ ...store, num_replicas: copies }));
}

function bucketSettings(bucket: Bucket): BucketSettings {
  const subject = subjectOfKey(bucket, '>');
  switch (bucket) {
    case 'health':
      return settings(streamOf(bucket), subject, {
        storage: 'memory',
        max_age: HEALTH_MS * NANOSECONDS_OF_MS,
      });
    case 'people':
      // What a record takes the place of is still there for a moment, so that it can be overwritten on the disk.
      return settings(streamOf(bucket), subject, { max_msgs_per_subject: 2 });
    case 'roster':
    case 'policy':
    case 'keys':
      return settings(streamOf(bucket), subject, {});
  }
}

function settings(name: string, subject: string, changes: Partial<BucketSettings>): BucketSettings {
  return {
    name,
    subjects: [subject],
    storage: 'file',
    max_msgs_per_subject: 1,
    max_msg_size: MOST_BYTES,
    max_age: 0,
    duplicate_window: DUPLICATES_MS * NANOSECONDS_OF_MS,
    allow_direct: true,
    allow_rollup_hdrs: false,
    deny_delete: false,
    ...changes,
  };
}
