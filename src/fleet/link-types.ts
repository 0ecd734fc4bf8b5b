/** @file What the fleet asks of its hub, in the project's own words. Types, and the one error. */
import type { Bytes } from '../storage/bytes.ts';
import type { Bucket } from './names.ts';

/** `refused`: the hub answers, and does not let this device in. */
export type LinkStatus = 'up' | 'down' | 'refused';

export interface BucketState {
  /** When it was made, as the hub tells it: another hub, or one that was begun anew, has another time. */
  readonly created: string;
  /** Of the record that was put last; 0 for none. */
  readonly lastRevision: number;
  readonly records: number;
}

export interface HubRecord {
  readonly key: string;
  /** Grows with each record that is put into the bucket. */
  readonly revision: number;
  /** Null for NATS's own mark of a deletion, which the fleet does not use. */
  readonly value: Bytes | null;
  /** When the hub stored it, in milliseconds since the epoch. */
  readonly hubMs: number;
}

export interface HubEvent {
  readonly device: string;
  /** Of the entry in its door's own log. */
  readonly index: number;
  /** Of the message among those of all doors. */
  readonly sequence: number;
  readonly sealed: Bytes;
  readonly hubMs: number;
}

export interface Watched<Item> {
  readonly item: Item;
  /** How many there are after it already. */
  readonly behind: number;
}

/**
 * Ends when its signal is aborted, the link is lost, or the hub falls silent: begin anew from one's own cursor then.
 * Iterate over it once.
 */
export interface Watch<Item> extends AsyncIterable<Watched<Item>> {
  /** How many there were at its begin. */
  readonly behind: number;
}

export interface WatchOptions {
  /** The first one to tell of. Absent: all there is, in its newest form. */
  readonly from?: number;
  readonly signal: AbortSignal;
}

/**
 * Everything rejects with a `LinkError`, at once where there is no link: wait with `whenUp` before.
 */
export interface Link {
  readonly status: LinkStatus;
  /** This device's clock minus the hub's, when the hub last told its time; null before. */
  readonly skewMs: number | null;
  /** By the hub's clock, in milliseconds since the epoch; by the device's own before the hub told its time. */
  hubMs(): number;
  /** @returns What ends it. */
  onStatus(listener: (status: LinkStatus) => void): () => void;
  /** Resolves when the link is up, or when `signal` is aborted. */
  whenUp(signal: AbortSignal): Promise<void>;

  /** For a console: makes the buckets and the stream of events, or changes them to what they should be. */
  makeStores(options: StoreOptions): Promise<void>;
  state(bucket: Bucket): Promise<BucketState>;
  /** @param filter - Of keys, as NATS has it: `all.>`. */
  watch(bucket: Bucket, filter: string, options: WatchOptions): Promise<Watch<HubRecord>>;
  /** How many records of `filter` were stored at `hubMs` or later. */
  storedSince(bucket: Bucket, filter: string, hubMs: number): Promise<number>;
  /** How many records of `filter` have that revision or a later one. */
  storedFrom(bucket: Bucket, filter: string, revision: number): Promise<number>;
  get(bucket: Bucket, key: string): Promise<HubRecord | null>;
  /**
   * @param expected - The revision that it takes the place of, 0 for none. Absent: whatever there is.
   * @returns The new revision; null where another record was put meanwhile.
   */
  put(bucket: Bucket, key: string, value: Bytes, expected?: number): Promise<number | null>;
  /** Overwrites the record on the hub's disk. No effect where there is none of that revision. */
  erase(bucket: Bucket, revision: number): Promise<void>;

  /**
   * @param after - Sequence of the device's last event at the hub, 0 for none.
   * @returns The event's sequence; null where the hub has another last event.
   */
  publishEvent(event: Pick<HubEvent, 'device' | 'index' | 'sealed'>, after: number): Promise<number | null>;
  lastEvent(device: string): Promise<HubEvent | null>;
  /** For a console: the events of every door, or of one. */
  watchEvents(device: string | null, options: WatchOptions): Promise<Watch<HubEvent>>;

  /** @throws LinkError `missing` where nobody listens there. */
  request(subject: string, body: Bytes): Promise<Bytes>;
  /** Answers requests, over lost links too. No answer where `answer` gives null or throws. @returns What ends it. */
  serve(subject: string, answer: (body: Bytes, subject: string) => Promise<Bytes | null>): () => void;

  /** For good. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** How long the hub keeps events. */
  readonly eventDays: number;
  /** Of each record, each at a hub of its own; one where left out. */
  readonly copies?: number;
}

/**
 * `down`: there is no link, or no answer came. `refused`: this device may not do that. `missing`: there is no such
 * bucket, stream or listener at the hub. `failed`: anything else that the hub says no to.
 */
export type LinkErrorCode = 'down' | 'refused' | 'missing' | 'failed';

const WORDS: Readonly<Record<LinkErrorCode, string>> = {
  down: 'The hub of the fleet does not answer.',
  refused: 'The hub of the fleet does not let this device do that.',
  missing: 'The hub of the fleet was not set up yet.',
  failed: 'The hub of the fleet could not do that.',
};

export class LinkError extends Error {
  override readonly name = 'LinkError';

  constructor(
    readonly code: LinkErrorCode,
    options?: ErrorOptions,
  ) {
    super(WORDS[code], options);
  }
}
