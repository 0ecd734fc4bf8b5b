/**
 * @file Which photos are compared with which when a model is calibrated, and whether they show one person. Reads no
 * file.
 */
import { dirname, resolve } from 'node:path';
import { readPairList } from '../../../../training/pairs/pair-list.ts';

/** Places in `PairPlan.photos`. */
export interface PhotoPair {
  readonly first: number;
  readonly second: number;
  readonly genuine: boolean;
}

export interface PairPlan {
  /** Full paths, each once. */
  readonly photos: readonly string[];
  /** May be gone through more than once. Made one by one, so that memory need not hold them all. */
  readonly pairs: Iterable<PhotoPair>;
  readonly genuinePairs: number;
  readonly impostorPairs: number;
  /** As far as the plan tells who is who. */
  readonly people: number;
  /** By person: the places of their photos. Null where a list tells pairs only. */
  readonly members: readonly (readonly number[])[] | null;
  /** Lines of a list that say again what another says, and are counted once. */
  readonly repeated: number;
}

/** Every pair within a person is genuine, every pair between two is an impostor pair. */
export function pairsOfPeople(people: readonly { readonly photos: readonly string[] }[]): PairPlan {
  const photos = people.flatMap((person) => person.photos);
  const owners = people.flatMap((person, index) => person.photos.map(() => index));
  const members = people.map((): number[] => []);
  for (const [photo, owner] of owners.entries()) members[owner].push(photo);
  const genuinePairs = people.reduce((sum, { photos: { length } }) => sum + (length * (length - 1)) / 2, 0);
  return {
    photos,
    genuinePairs,
    impostorPairs: (photos.length * (photos.length - 1)) / 2 - genuinePairs,
    people: people.filter(({ photos: { length } }) => length > 0).length,
    members,
    repeated: 0,
    pairs: {
      *[Symbol.iterator]() {
        for (let first = 0; first < photos.length; first++) {
          for (let second = first + 1; second < photos.length; second++) {
            yield { first, second, genuine: owners[first] === owners[second] };
          }
        }
      },
    },
  };
}

/** A plan by a list, with what only a list can tell. */
export interface ListedPlan extends PairPlan {
  /** By the plan's photos: the first line that names each. */
  readonly lines: readonly number[];
}

/**
 * @param text - A list as `training/pairs/pair-list.ts` reads it.
 * @param path - Of the list. The photos' paths are relative to its folder, or absolute.
 * @throws Error that names the faulty lines.
 */
export function parsePairs(text: string, path: string): ListedPlan {
  const folder = dirname(path);
  const keyOf = (cell: string): string => resolve(folder, cell.replaceAll('\\', '/'));
  const { pairs: listed, repeated } = readPairList(text, path, { keyOf, fakes: 'refused' });
  const places = new Map<string, number>();
  const lines: number[] = [];
  const placeOf = (photo: string, line: number): number => {
    const known = places.get(photo);
    if (known !== undefined) return known;
    lines.push(line);
    places.set(photo, places.size);
    return places.size - 1;
  };
  const pairs = listed.map(({ first, second, same, line }): PhotoPair => ({
    first: placeOf(first, line),
    second: placeOf(second, line),
    genuine: same,
  }));
  const genuinePairs = pairs.filter(({ genuine }) => genuine).length;
  return {
    photos: [...places.keys()],
    lines,
    pairs,
    genuinePairs,
    impostorPairs: pairs.length - genuinePairs,
    people: countPeople(places.size, pairs),
    members: null,
    repeated,
  };
}

/** Photos that genuine pairs join are of one person. */
function countPeople(photos: number, pairs: readonly PhotoPair[]): number {
  const parents = Array.from({ length: photos }, (_, photo) => photo);
  const rootOf = (photo: number): number => {
    let root = photo;
    while (parents[root] !== root) root = parents[root] = parents[parents[root]];
    return root;
  };
  let people = photos;
  for (const { first, second, genuine } of pairs) {
    const [one, other] = [rootOf(first), rootOf(second)];
    if (!genuine || one === other) continue;
    parents[one] = other;
    people -= 1;
  }
  return people;
}
