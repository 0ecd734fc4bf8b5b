/** @file Folders of pairs (docs/sources.md #8): `<pair_id>/{0,1}.jpg`, directly or within `images/`. Reads no photo. */
import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import { readPeople, type SkippedFile } from '../../scripts/lib/photos/photo-files.ts';
import { byId, pairId } from './pair-id.ts';

export interface PairFolder {
  /** Eight digits. */
  readonly id: string;
  /** Paths of the photos 0 and 1; null for one that is not there. */
  readonly photos: readonly [string | null, string | null];
}

export interface FolderOfPairs {
  /** By rising id. */
  readonly pairs: readonly PairFolder[];
  /** Everything else that lies there. */
  readonly skipped: readonly SkippedFile[];
}

/** @throws Error when there is no pair, or two folders have one id. */
export async function listPairFolders(folder: string): Promise<FolderOfPairs> {
  const inner = join(folder, 'images');
  const root = existsSync(inner) ? inner : folder;
  const found = await readPeople(root);
  const skipped: SkippedFile[] = [
    ...found.skipped,
    ...found.loose.map((path) => ({ path, why: 'a photo outside of any pair’s folder' })),
  ];
  const names = new Map<string, string>();
  const pairs: PairFolder[] = [];
  const add = (name: string, photos: readonly string[]): void => {
    const id = pairId(name);
    if (id === null) {
      skipped.push({ path: `${name}/`, why: 'its name is no number, as a pair’s id is' });
      return;
    }
    const other = names.get(id);
    if (other !== undefined) {
      throw new Error(`${root}: the folders ${other} and ${name} have one pair id. Rename one of them.`);
    }
    names.set(id, name);
    const [first, second] = ['0', '1'].map((which) => photos.filter((photo) => parse(photo).name === which));
    const rest = photos.filter((photo) => photo !== first.at(0) && photo !== second.at(0));
    skipped.push(...rest.map((path) => ({ path, why: 'neither photo 0 nor photo 1 of its pair' })));
    const pathOf = (photo: string | undefined): string | null =>
      photo === undefined ? null : join(root, photo);
    pairs.push({ id, photos: [pathOf(first.at(0)), pathOf(second.at(0))] });
  };
  for (const { name, photos } of found.people) add(name, photos);
  // A pair whose photos are both missing still has its line.
  for (const { path } of found.skipped) if (/^\d+\/$/.test(path)) add(path.slice(0, -1), []);
  if (pairs.length === 0) {
    throw new Error(
      `${root} holds no pairs. Each must be a folder <pair_id>/ with the photos 0.jpg and 1.jpg.`,
    );
  }
  return { pairs: pairs.sort((one, other) => byId(one.id, other.id)), skipped };
}
