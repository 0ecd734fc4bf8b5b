/** @file Reads a bucket of the hub from its begin, and goes on as it changes: over lost links, and hubs begun anew. */
import type { HubRecord, Link } from '../../fleet/link-types.ts';
import type { Bucket } from '../../fleet/names.ts';
import { isSameHub, type ReadUpTo } from '../../fleet/same-hub.ts';
import { growingWaitMs, pause } from '../../fleet/waiting.ts';

const BATCH = 200;

export interface Follower {
  /** Records in the order in which the hub stored them, some at a time. @param behind - How many come after them. */
  readonly take: (records: readonly HubRecord[], behind: number) => Promise<void>;
  /** The bucket is not the one that was read before: it is read again from its begin. */
  readonly begin?: () => void;
  /** All that there is was taken. Called again after each lost link. What it throws is tried again. */
  readonly caughtUp?: () => void | Promise<void>;
}

/** Ends when `signal` is aborted. Never rejects. */
export async function follow(
  link: Link,
  bucket: Bucket,
  { take, begin, caughtUp }: Follower,
  signal: AbortSignal,
): Promise<void> {
  let read = null as ReadUpTo | null;
  const readOn = async (): Promise<void> => {
    const state = await link.state(bucket);
    if (read === null || !(await isSameHub(link, bucket, '>', state, read))) {
      begin?.();
      read = { hub: state.created, revision: 0, hubMs: 0 };
    }
    const { revision } = read;
    const watch = await link.watch(bucket, '>', {
      ...(revision > 0 ? { from: revision + 1 } : {}),
      signal,
    });
    if (watch.behind === 0) await caughtUp?.();
    let batch: HubRecord[] = [];
    for await (const { item, behind } of watch) {
      batch.push(item);
      if (batch.length < BATCH && behind > 0) continue;
      const taken = batch;
      batch = [];
      await take(taken, behind);
      const last = taken[taken.length - 1];
      if (last.revision > read.revision) read = { ...read, revision: last.revision, hubMs: last.hubMs };
      if (behind === 0) await caughtUp?.();
    }
  };
  for (let failures = 0; !signal.aborted; failures += 1) {
    await link.whenUp(signal);
    const before = read;
    await readOn().catch(() => undefined);
    if (read !== before) failures = 0;
    await pause(growingWaitMs(failures), signal);
  }
}
