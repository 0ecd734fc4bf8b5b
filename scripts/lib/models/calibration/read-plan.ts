/**
 * @file Finds the photos that a model is calibrated on, in folders of people or by a list of pairs, and refuses what
 * cannot be true of them. Looks into no photo.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../digest.ts';
import { readPeople, type SkippedFile } from '../../photos/photo-files.ts';
import { refuseFaults, someOf } from '../../../../training/csv.ts';
import { requirePairs } from './calibrate.ts';
import { pairsOfPeople, parsePairs, type ListedPlan, type PairPlan } from './pairs.ts';

export interface PlanOptions {
  readonly people?: string | undefined;
  readonly pairs?: string | undefined;
}

export type FoundPlan = PairPlan & {
  /** What else lies in the folder of people. */
  readonly skipped: readonly SkippedFile[];
};

/** @throws Error in plain words when there is no plan, or none that a threshold can be set by. */
export async function readPlan({ people, pairs }: PlanOptions): Promise<FoundPlan> {
  if ((people === undefined) === (pairs === undefined)) {
    throw new Error('Name the photos to calibrate on: either --people FOLDER or --pairs FILE.csv.');
  }
  const plan =
    pairs === undefined ? await readFolder(people ?? '') : { ...(await readListed(pairs)), skipped: [] };
  requirePairs(plan);
  await refuseSharedPhotos(plan);
  return plan;
}

async function readFolder(folder: string): Promise<FoundPlan> {
  const { people, loose, skipped } = await readPeople(folder);
  const plan = pairsOfPeople(
    people.map(({ photos }) => ({ photos: photos.map((path) => join(folder, path)) })),
  );
  const outside = loose.map((path) => ({ path, why: 'a photo outside of any person’s folder' }));
  return { ...plan, skipped: [...skipped, ...outside] };
}

async function readListed(path: string): Promise<ListedPlan> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }[code ?? ''];
    throw new Error(`${path}: ${why ?? message}. Name a CSV of path,path,label.`, { cause });
  });
  const plan = parsePairs(text, path);
  const faults = await Promise.all(
    plan.photos.map(async (photo, place) => {
      const found = await stat(photo).catch(() => null);
      if (found?.isFile() === true) return [];
      return [`line ${plan.lines[place]}: ${found ? 'no file, but a folder' : 'there is no file'} ${photo}`];
    }),
  );
  refuseFaults(path, faults.flat());
  return plan;
}

/** One file under two people says nothing of strangers, and would put the threshold out of everybody's reach. */
async function refuseSharedPhotos({ photos, pairs }: PairPlan): Promise<void> {
  const files = await equalFiles(photos);
  if (files.size === 0) return;
  const shared: string[] = [];
  for (const { first, second, genuine } of pairs) {
    const file = files.get(first);
    if (!genuine && file !== undefined && file === files.get(second)) {
      shared.push(`${photos[first]} and ${photos[second]}`);
    }
  }
  if (shared.length === 0) return;
  throw new Error(
    `The same photo stands for two persons. Take one of each away:\n${someOf(shared).join('\n')}`,
  );
}

/** @returns Places of photos whose bytes are those of another photo, each with the file's SHA-256. */
async function equalFiles(photos: readonly string[]): Promise<ReadonlyMap<number, string>> {
  const sizes = await Promise.all(
    photos.map((photo) =>
      stat(photo).then(
        ({ size }) => size,
        () => null,
      ),
    ),
  );
  const repeated = placesOfRepeated(sizes);
  const digests = new Map<number, string>();
  for (const place of repeated) {
    const bytes = await readFile(photos[place]).catch(() => null);
    if (bytes) digests.set(place, sha256Hex(bytes));
  }
  const equal = placesOfRepeated([...digests.values()]);
  return new Map([...digests].filter((_, at) => equal.has(at)));
}

function placesOfRepeated(items: readonly (string | number | null)[]): ReadonlySet<number> {
  const counts = new Map<string | number, number>();
  for (const item of items) if (item !== null) counts.set(item, (counts.get(item) ?? 0) + 1);
  return new Set(
    items.flatMap((item, place) => (item !== null && (counts.get(item) ?? 0) > 1 ? [place] : [])),
  );
}
