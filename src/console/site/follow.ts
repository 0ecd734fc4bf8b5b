/** @file Reads a bucket of the hub from its begin, and goes on as it changes: over lost links, and hubs begun anew. */
import type { HubRecord, Link } from '../../fleet/link-types.ts';
import type { Bucket } from '../../fleet/names.ts';
import { growingWaitMs, pause } from '../../fleet/waiting.ts';

const BATCH = 200;

export interface Follower {
  /** Records in the order in which the hub stored them, some at a time. @param behind - How many come after them. */
  readonly take: (records: readonly HubRecord[], behind: number) => Promise<void>;
  /** The bucket is not the one that was read before: it is read again from its begin. */
  readonly begin?: () => void;
  /** All that there is was taken. Called again after each lost link. */
  readonly caughtUp?: () => void;
}

/** Ends when `signal` is aborted. Never rejects. */
export async function follow(
  link: Link,
  bucket: Bucket,
  { take, begin, caughtUp }: Follower,
  signal: AbortSignal,
): Promise<void> {
  let created: string | null = null;
  let revision = 0;
  const readOn = async (): Promise<void> => {
    const state = await link.state(bucket);
    if (state.created !== created || state.lastRevision < revision) {
      begin?.();
      created = state.created;
      revision = 0;
    }
    const watch = await link.watch(bucket, '>', {
      ...(revision > 0 ? { from: revision + 1 } : {}),
      signal,
    });
    if (watch.behind === 0) caughtUp?.();
    let batch: HubRecord[] = [];
    for await (const { item, behind } of watch) {
      batch.push(item);
      if (batch.length < BATCH && behind > 0) continue;
      const taken = batch;
      batch = [];
      await take(taken, behind);
      revision = Math.max(revision, ...taken.map((record) => record.revision));
      if (behind === 0) caughtUp?.();
    }
  };
  for (let failures = 0; !signal.aborted; failures += 1) {
    await link.whenUp(signal);
    const before = revision;
    await readOn().catch(() => undefined);
    if (revision > before) failures = 0;
    await pause(growingWaitMs(failures), signal);
  }
}
