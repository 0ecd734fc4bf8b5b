/** @file Puts what comes one by one into batches: what comes in a row goes together, and nobody waits for long. */
import type { Watched } from '../link-types.ts';

export interface BatchLimits {
  readonly most: number;
  /** How long a batch stays open while the hub has more to tell. */
  readonly ms: number;
}

/** How long a batch stays open when the hub has told of everything. */
const LAST_MS = 1;

/** Ends when `items` do. */
export async function* inBatches<Item>(
  items: AsyncIterable<Watched<Item>>,
  { most, ms }: BatchLimits,
): AsyncGenerator<readonly Watched<Item>[]> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const first = await next;
      if (first.done === true) return;
      const batch = [first.value];
      next = iterator.next();
      let more = await within(next, waitMs(first.value, ms));
      while (more !== null && more.done !== true) {
        batch.push(more.value);
        next = iterator.next();
        more = batch.length < most ? await within(next, waitMs(more.value, ms)) : null;
      }
      yield batch;
    }
  } finally {
    // What is asked for already is heard of before the end.
    next.then(
      () => iterator.return?.(),
      () => undefined,
    );
  }
}

function waitMs({ behind }: Watched<unknown>, ms: number): number {
  return behind === 0 ? LAST_MS : ms;
}

/** @returns Null where it takes longer. */
async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
