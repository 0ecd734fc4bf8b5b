/**
 * @file Layout `folders`: one folder per person, `<person>/<image>`; fakes of the person in `<person>/fake/`, reals
 * also in `<person>/real/`. An image outside any folder is a person of its own, named by the file
 * (docs/sources.md #13). `landmarks.csv` beside the folders gives points for where the tracker finds no face.
 */
import { join } from 'node:path';
import { readPeople } from '../../../scripts/lib/photos/photo-files.ts';
import { readGivenPoints } from '../given-points.ts';
import { problemsOf } from '../source.ts';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';

const KIND_FOLDERS = new Set(['real', 'fake']);
/** What lies beside the folders and is read by itself. */
const LISTS = new Set(['landmarks.csv', 'pairs.txt']);

export const readFolders: ReadLayout = async (folder) => {
  const problems: SourceProblem[] = [];
  const given = await readGivenPoints(join(folder, 'landmarks.csv'), problems);
  const images: SourceImage[] = [];
  const add = (path: string, identity: string, isFake: boolean): void => {
    images.push({ path, identity, isFake, given: given.get(path) });
  };

  const { loose, people, skipped } = await readPeople(folder, { inner: KIND_FOLDERS });
  for (const photo of loose) add(photo, photo, false);
  for (const { name, photos } of people) {
    for (const photo of photos) add(photo, name, photo.startsWith(`${name}/fake/`));
  }
  problems.push(...problemsOf(skipped.filter(({ path }) => !LISTS.has(path))));
  if (images.length === 0)
    throw new Error(`${folder} holds no images. It should hold one folder per person.`);
  return { images, problems };
};
