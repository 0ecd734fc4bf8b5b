/**
 * @file Which photos are compared with which when a model is calibrated, and whether they show one person. Reads no
 * file.
 */
import { resolve } from 'node:path';

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
}

/** Every pair within a person is genuine, every pair between two is an impostor pair. */
export function pairsOfPeople(people: readonly { readonly photos: readonly string[] }[]): PairPlan {
  const photos = people.flatMap((person) => person.photos);
  const owners = people.flatMap((person, index) => person.photos.map(() => index));
  const genuinePairs = people.reduce((sum, { photos: { length } }) => sum + (length * (length - 1)) / 2, 0);
  return {
    photos,
    genuinePairs,
    impostorPairs: (photos.length * (photos.length - 1)) / 2 - genuinePairs,
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

const LABELS = new Map([
  ...['1', 'same', 'genuine', 'true', 'match'].map((label) => [label, true] as const),
  ...['0', 'different', 'impostor', 'false', 'mismatch', '-1'].map((label) => [label, false] as const),
]);

/** Faults named in one message. A file that is no pair list would have as many faults as lines. */
const MOST_FAULTS = 5;

/**
 * @param text - A CSV with the columns path, path, label. A first line that ends in the word `label` is a heading.
 * Empty lines and lines that begin with # are skipped.
 * @param folder - What the paths are relative to.
 * @throws Error that names the faulty lines.
 */
export function parsePairs(text: string, folder: string): PairPlan {
  const places = new Map<string, number>();
  const placeOf = (cell: string): number => {
    const path = resolve(folder, cell);
    const known = places.get(path);
    if (known !== undefined) return known;
    places.set(path, places.size);
    return places.size - 1;
  };
  const pairs: PhotoPair[] = [];
  const faults: string[] = [];
  // A byte order mark is what spreadsheets begin a file with.
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const cells = splitCsvLine(line);
    if (cells.length !== 3 || cells[0] === '' || cells[1] === '') {
      faults.push(`line ${index + 1}: must be path,path,label`);
      continue;
    }
    const label = cells[2].toLowerCase();
    if (label === 'label' && pairs.length === 0) continue;
    const genuine = LABELS.get(label);
    if (genuine === undefined) {
      faults.push(`line ${index + 1}: the label "${cells[2]}" is none of ${[...LABELS.keys()].join(', ')}`);
    } else {
      pairs.push({ first: placeOf(cells[0]), second: placeOf(cells[1]), genuine });
    }
  }
  if (faults.length > 0) {
    const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : [];
    throw new Error(
      `The pair list cannot be used:\n${[...faults.slice(0, MOST_FAULTS), ...more].join('\n')}`,
    );
  }
  const genuinePairs = pairs.filter(({ genuine }) => genuine).length;
  return { photos: [...places.keys()], pairs, genuinePairs, impostorPairs: pairs.length - genuinePairs };
}

/** One line of RFC 4180: a cell in quotes may hold commas, and doubled quotes stand for one. */
function splitCsvLine(line: string): string[] {
  return [...line.matchAll(/(?:^|,)\s*("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell.trim(),
  );
}
