/** @file Folders of pairs (docs/sources.md #8): `<pair_id>/{0,1}.jpg`, directly or within `images/`. Reads no photo. */
import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { byId, pairId } from './pair-id.ts';

export interface PairFolder {
  /** Eight digits. */
  readonly id: string;
  /** Paths of the photos 0 and 1; null for one that is not there. */
  readonly photos: readonly [string | null, string | null];
}

/** In this order, where a photo is there in several forms. */
const EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp'];

/**
 * @returns By rising id. Folders whose name is no number are passed over.
 * @throws Error when there is no pair, or two folders have one id.
 */
export async function listPairFolders(folder: string): Promise<PairFolder[]> {
  const inner = join(folder, 'images');
  const root = existsSync(inner) ? inner : folder;
  const names = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Error(`${root} cannot be read: ${(cause as Error).message}.`, { cause });
  });
  const byKey = new Map<string, string>();
  for (const entry of names) {
    const id = pairId(entry.name);
    if (id === null || entry.isFile()) continue;
    const other = byKey.get(id);
    if (other !== undefined) {
      throw new Error(
        `${root}: the folders ${other} and ${entry.name} have one pair id. Rename one of them.`,
      );
    }
    byKey.set(id, entry.name);
  }
  if (byKey.size === 0) {
    throw new Error(
      `${root} holds no pairs. Each must be a folder <pair_id>/ with the photos 0.jpg and 1.jpg.`,
    );
  }
  return Promise.all(
    [...byKey]
      .sort(([first], [second]) => byId(first, second))
      .map(async ([id, name]) => {
        const files = new Set(await readdir(join(root, name)));
        const photo = (which: 0 | 1): string | null => {
          const found = EXTENSIONS.map((extension) => `${which}.${extension}`).find((file) =>
            files.has(file),
          );
          return found === undefined ? null : join(root, name, found);
        };
        return { id, photos: [photo(0), photo(1)] as const };
      }),
  );
}
