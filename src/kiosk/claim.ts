/**
 * @file Whom somebody at the door says they are, in verify mode. It answers a badge of nobody as one of somebody: the
 * door then looks at the face in the same way, and refuses it with the same words.
 */
import type { OpenStore } from '../storage/open-store.ts';
import type { People } from './people.ts';

/** Stands for nobody: no record has an empty id. */
export const NOBODY_CLAIMED = '';

/**
 * @param typed - A badge number, or a whole name. A name that several people have is nobody's.
 * @returns The subject's id, or `NOBODY_CLAIMED`.
 * @throws StorageError when the names cannot be read.
 */
export async function claimedBy(
  badges: Pick<People['badges'], 'find'>,
  store: Pick<OpenStore, 'idsNamed'>,
  typed: string,
): Promise<string> {
  // The names are read in any case, so that the time does not tell which badge numbers there are.
  const named = await store.idsNamed(typed);
  return badges.find(typed) ?? (named.length === 1 ? named[0] : NOBODY_CLAIMED);
}
