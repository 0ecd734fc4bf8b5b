/** @file Turns a data set's folder into a packed dataset: finds every face, aligns it, and says what it left out. */
import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { readPhoto } from '../../scripts/lib/photos/read-photo.ts';
import { createPackedWriter } from '../data/packed-writer.ts';
import { SPLITS } from '../data/types.ts';
import type { Split } from '../data/types.ts';
import { alignImage } from './align-image.ts';
import type { Outcome } from './align-image.ts';
import { CROP_MARGIN, CROP_SIZE, PACKED_CROP } from './crop.ts';
import { FRAME_SIZE, packFrame } from './frame.ts';
import { openFaceFinder } from './face-finder.ts';
import type { FaceFinder } from './face-finder.ts';
import { LAYOUTS } from './layouts/index.ts';
import type { LayoutName } from './layouts/index.ts';
import { openParts, PART_SIZE } from './parts.ts';
import type { Parts } from './parts.ts';
import type { SourceImage, SourceProblem, SourceSet } from './source.ts';
import { readWrongPhotos, SHOWS_SOMEBODY_ELSE } from './wrong-photos.ts';
import type { WrongPhotos } from './wrong-photos.ts';

export interface PrepareOptions {
  readonly data: string;
  readonly layout: LayoutName;
  readonly out: string;
  readonly pages: number;
  readonly splitSeed: number;
  /** Pack whole photos in place of aligned crops. */
  readonly frames: boolean;
  /** Only so many images, evenly spread; all when absent. */
  readonly limit?: number | undefined;
  readonly notify: (message: string) => void;
  /** Told the number of images, then called once for each. */
  readonly startProgress: (total: number) => { step(): void; stop(): void };
}

export interface PrepareReport {
  readonly images: number;
  readonly packed: number;
  /** Images aligned by the data set's own points. */
  readonly givenWhereNoFace: number;
  readonly givenWhereOtherFace: number;
  readonly leftOut: readonly SourceProblem[];
  readonly people: Readonly<Record<Split, number>>;
  readonly perSplit: Readonly<Record<Split, { readonly real: number; readonly fake: number }>>;
  /** Of those done now; null when all were done before. */
  readonly imagesPerSecond: number | null;
}

/** Photos per call to a page: fewer calls, and still little to lose. */
const PHOTOS_PER_CALL = 16;
/** Tight crops need room around the face; a photo without a face in it gets a second chance with more. */
const SEARCH_MARGINS = [0.25, 0.6];

/** @throws Error when the folder is not of the layout, or the tracker cannot be started. */
export async function prepare(options: PrepareOptions): Promise<PrepareReport> {
  const { data, layout, out, splitSeed, frames, limit } = options;
  const set = await LAYOUTS[layout](data, { workFolder: join(out, 'work'), notify: options.notify });
  const images = limit === undefined ? set.images : spread(set.images, limit);
  const wrong = await readWrongPhotos();
  const plan = { images, splitSeed, frames, wrong: wrong.digests };
  const parts = await openParts(join(out, 'parts'), plan);
  const imagesPerSecond = await alignAll(images, wrong, parts, options);
  const report = await pack(images, parts, set, options);
  await parts.remove();
  const full = { ...report, imagesPerSecond };
  await writeFile(join(out, 'report.json'), `${JSON.stringify(full, null, 1)}\n`);
  return full;
}

function spread<T>(items: readonly T[], limit: number): T[] {
  const step = Math.max(1, items.length / limit);
  return Array.from({ length: Math.min(limit, items.length) }, (_, at) => items[Math.floor(at * step)]);
}

/** @returns Images per second, or null where nothing was left to do. */
async function alignAll(
  images: readonly SourceImage[],
  wrong: WrongPhotos,
  parts: Parts,
  options: PrepareOptions,
): Promise<number | null> {
  const { data, pages, splitSeed, startProgress } = options;
  const numbers = Array.from({ length: Math.ceil(images.length / PART_SIZE) }, (_, part) => part);
  const todo = numbers.filter((part) => !parts.has(part));
  if (todo.length === 0) return null;
  const finder = options.frames ? null : await openFaceFinder({ pages });
  const sizeOf = (part: number): number => Math.min(PART_SIZE, images.length - part * PART_SIZE);
  const total = todo.reduce((sum, part) => sum + sizeOf(part), 0);
  const progress = startProgress(total);
  const startMs = performance.now();
  const work = async (): Promise<void> => {
    for (let part = todo.shift(); part !== undefined; part = todo.shift()) {
      const chunk = images.slice(part * PART_SIZE, (part + 1) * PART_SIZE);
      const outcomes: Outcome[] = [];
      for (let at = 0; at < chunk.length; at += PHOTOS_PER_CALL) {
        const some = chunk.slice(at, at + PHOTOS_PER_CALL);
        const { readable, leftOut } = await readSome(some, data, wrong);
        const aligned = finder
          ? await alignFound(readable, finder, splitSeed)
          : await Promise.all(readable.map(({ source, bytes }) => packFrame(source, bytes, splitSeed)));
        outcomes.push(...aligned, ...leftOut);
        for (let done = 0; done < some.length; done += 1) progress.step();
      }
      await parts.write(part, outcomes);
    }
  };
  try {
    // One more than there are pages, so that none waits while crops are cut.
    await Promise.all(Array.from({ length: pages + 1 }, work));
  } finally {
    progress.stop();
    await finder?.close();
  }
  return (total / (performance.now() - startMs)) * 1000;
}

interface ReadImage {
  readonly source: SourceImage;
  readonly bytes: Uint8Array;
}

async function readSome(
  sources: readonly SourceImage[],
  folder: string,
  wrong: WrongPhotos,
): Promise<{ readable: readonly ReadImage[]; leftOut: readonly Outcome[] }> {
  const readable: ReadImage[] = [];
  const leftOut: Outcome[] = [];
  const files = await Promise.all(
    sources.map(({ path }) => readPhoto(resolve(folder, path)).catch((error: unknown) => error as Error)),
  );
  for (const [at, source] of sources.entries()) {
    const bytes = files[at];
    const { path } = source;
    if (bytes instanceof Error) leftOut.push({ kind: 'left-out', path, why: bytes.message });
    else if (wrong.has(bytes)) leftOut.push({ kind: 'left-out', path, why: SHOWS_SOMEBODY_ELSE });
    else readable.push({ source, bytes: new Uint8Array(bytes) });
  }
  return { readable, leftOut };
}

async function alignFound(
  readable: readonly ReadImage[],
  finder: FaceFinder,
  splitSeed: number,
): Promise<Outcome[]> {
  const found = await finder.find(
    readable.map(({ source, bytes }) => ({
      ...{ bytes, margins: SEARCH_MARGINS, crops: [PACKED_CROP] },
      given: source.given ?? null,
    })),
  );
  return Promise.all(readable.map(({ source }, at) => alignImage(source, found[at], splitSeed)));
}

/** Numbers names in the order in which they come. */
function numberer(): (name: string) => number {
  const numbers = new Map<string, number>();
  return (name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
}

async function pack(
  images: readonly SourceImage[],
  parts: Parts,
  set: SourceSet,
  { data, layout, out, splitSeed, frames }: PrepareOptions,
): Promise<Omit<PrepareReport, 'imagesPerSecond'>> {
  const writer = await createPackedWriter(out, {
    name: basename(resolve(data)),
    ...{ layout, splitSeed },
    ...(frames ? { cropSize: FRAME_SIZE, margin: 0 } : { cropSize: CROP_SIZE, margin: CROP_MARGIN }),
  });
  const [groupOf, clipOf] = [numberer(), numberer()];
  const leftOut = [...set.problems];
  const given = { 'no-face': 0, 'other-face': 0 };
  const people = { train: new Set<string>(), validation: new Set<string>(), test: new Set<string>() };
  const perSplit = Object.fromEntries(SPLITS.map((split) => [split, { real: 0, fake: 0 }])) as Record<
    Split,
    { real: number; fake: number }
  >;
  let packed = 0;
  for (let part = 0; part * PART_SIZE < images.length; part += 1) {
    for (const outcome of await parts.read(part)) {
      if (outcome.kind === 'left-out') {
        leftOut.push({ where: outcome.path, what: outcome.why });
        continue;
      }
      const { groupName, clipName, ...image } = outcome.image;
      if (outcome.usedGiven) given[outcome.usedGiven] += 1;
      await writer.add({
        ...image,
        group: groupOf(groupName),
        clip: clipName === null ? -1 : clipOf(clipName),
      });
      packed += 1;
      people[image.split].add(image.identity);
      perSplit[image.split][image.isFake ? 'fake' : 'real'] += 1;
    }
  }
  await writer.finish();
  for (const [name, text] of Object.entries(set.extras ?? {})) await writeFile(join(out, name), text);
  return {
    images: images.length + set.problems.length,
    packed,
    givenWhereNoFace: given['no-face'],
    givenWhereOtherFace: given['other-face'],
    leftOut,
    people: { train: people.train.size, validation: people.validation.size, test: people.test.size },
    perSplit,
  };
}
