/** @file Works on many items, some at a time: cryptography waits for other threads, so one by one takes far longer. */

const AT_ONCE = 256;

/** @returns What `work` made of each item, in their order. */
export async function mapInParts<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  atOnce = AT_ONCE,
): Promise<Result[]> {
  const all: Result[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    for (const result of await Promise.all(items.slice(from, from + atOnce).map(work))) all.push(result);
  }
  return all;
}
