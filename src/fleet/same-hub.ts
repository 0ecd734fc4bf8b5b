/** @file Whether the hub is still the one that was read, and has all that it had then. */
import type { BucketState, Link } from './link-types.ts';
import type { Bucket } from './names.ts';

/** Up to where a bucket was read. */
export interface ReadUpTo {
  /** When the bucket was made, as the hub told it. */
  readonly hub: string;
  readonly revision: number;
  /** When the hub stored the record of that revision, in milliseconds since the epoch; 0 where it is not known. */
  readonly hubMs: number;
}

/** @param filter - Of the keys that were read. @throws LinkError. */
export async function isSameHub(
  link: Pick<Link, 'storedSince' | 'storedFrom'>,
  bucket: Bucket,
  filter: string,
  state: BucketState,
  { hub, revision, hubMs }: ReadUpTo,
): Promise<boolean> {
  if (hub !== state.created || revision > state.lastRevision) return false;
  if (hubMs === 0) return true;
  // A hub that was put back to an older copy, and went on, has later records under the revisions of before. What
  // comes between the two counts makes the second one larger.
  const later = await link.storedSince(bucket, filter, hubMs + 1);
  return later <= (await link.storedFrom(bucket, filter, revision + 1));
}
