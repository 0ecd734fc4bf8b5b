/**
 * @file Layout `kryptonite`: `train/images/<label>/<k>.jpg` and `train/meta.json`, {"<label>/<k>.jpg": 0 or 1}, 1 for
 * a fake; also without the `train` folder. The zeros before a label vary between the two (docs/sources.md #7), so both
 * are compared as numbers.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readPeople } from '../../../scripts/lib/photos/photo-files.ts';
import { problemsOf } from '../source.ts';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';

const metaSchema = v.record(v.string(), v.picklist([0, 1]));

export const readKryptonite: ReadLayout = async (folder) => {
  const root = existsSync(join(folder, 'train', 'meta.json')) ? 'train/' : '';
  const metaPath = join(folder, root, 'meta.json');
  const problems: SourceProblem[] = [];
  const isFake = new Map<string, boolean>();
  for (const [path, label] of Object.entries(await readMeta(metaPath))) {
    const key = keyOf(path);
    if (key === null)
      problems.push({ where: metaPath, what: `"${path}" is not of the form label/number.jpg` });
    else isFake.set(key, label === 1);
  }
  const images: SourceImage[] = [];
  const seen = new Set<string>();
  const { loose, people, skipped } = await readPeople(join(folder, root, 'images'));
  const inImages = (path: string): string => `${root}images/${path}`;
  problems.push(...problemsOf(skipped.map(({ path, why }) => ({ path: inImages(path), why }))));
  problems.push(...loose.map((photo) => ({ where: inImages(photo), what: 'a photo outside of any folder' })));
  for (const { name: label, photos } of people) {
    for (const photo of photos) {
      const path = inImages(photo);
      const key = keyOf(photo);
      const fake = key === null ? undefined : isFake.get(key);
      if (key === null || fake === undefined) {
        problems.push({ where: path, what: 'meta.json does not say whether it is a fake' });
        continue;
      }
      seen.add(key);
      images.push({ path, identity: `kryptonite-${Number(label)}`, isFake: fake });
    }
  }
  for (const key of isFake.keys()) {
    if (!seen.has(key)) problems.push({ where: metaPath, what: `the image of ${key} is missing` });
  }
  if (images.length === 0) throw new Error(`${folder}: no image of meta.json lies in ${root}images.`);
  return { images, problems };
};

/** Label as a number, and the file's own name without its ending. */
function keyOf(path: string): string | null {
  const match = /^(\d+)\/(\d+)\.\w+$/.exec(path);
  return match && `${Number(match[1])}/${Number(match[2])}`;
}

async function readMeta(path: string): Promise<v.InferOutput<typeof metaSchema>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`${path} is missing; it says which images are fakes.`, { cause });
  });
  try {
    return v.parse(metaSchema, JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `${path} is not of the form {"000001/0.jpg": 0}, 1 for a fake: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}
