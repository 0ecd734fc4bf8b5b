/**
 * @file Layout `pairs`: `<pair_id>/0.jpg` and `<pair_id>/1.jpg`, also below `images/` (docs/sources.md #8, the
 * contest's test set). Nobody is named, so every image counts as a person of its own. All of it is for testing.
 */
import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import { readPeople } from '../../../scripts/lib/photos/photo-files.ts';
import { problemsOf } from '../source.ts';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';

export const readPairs: ReadLayout = async (folder) => {
  const root = existsSync(join(folder, 'images')) ? 'images/' : '';
  const problems: SourceProblem[] = [];
  const images: SourceImage[] = [];
  const { people: pairs, loose, skipped } = await readPeople(join(folder, root));
  problems.push(...problemsOf(skipped.map(({ path, why }) => ({ path: `${root}${path}`, why }))));
  problems.push(
    ...loose.map((photo) => ({ where: `${root}${photo}`, what: 'a photo outside of any folder' })),
  );
  for (const { name: pair, photos } of pairs) {
    const [first, second] = ['0', '1'].map((name) => photos.find((photo) => parse(photo).name === name));
    if (first === undefined || second === undefined) {
      problems.push({ where: `${root}${pair}`, what: 'it lacks image 0 or image 1' });
      continue;
    }
    const paths = [first, second].map((photo) => `${root}${photo}`);
    for (const path of paths) images.push({ path, identity: path, split: 'test' });
  }
  if (images.length === 0)
    throw new Error(`${folder} holds no pairs. It should hold one folder per pair, with 0.jpg and 1.jpg.`);
  return { images, problems };
};
