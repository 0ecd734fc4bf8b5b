/**
 * @file Layout `folders`: one folder per person, `<person>/<image>`; fakes of the person in `<person>/fake/`, reals
 * also in `<person>/real/`. An image outside any folder is a person of its own, named by the file
 * (docs/sources.md #13). `landmarks.csv` beside the folders gives points for where the tracker finds no face.
 */
import { join } from 'node:path';
import { listFolder } from '../../../scripts/lib/photos/photo-files.ts';
import { readGivenPoints } from '../given-points.ts';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';

const KIND_FOLDERS = new Set(['real', 'fake']);

export const readFolders: ReadLayout = async (folder) => {
  const problems: SourceProblem[] = [];
  const given = await readGivenPoints(join(folder, 'landmarks.csv'), problems);
  const images: SourceImage[] = [];
  const add = (path: string, identity: string, isFake: boolean): void => {
    images.push({ path, identity, isFake, given: given.get(path) });
  };

  const top = await listFolder(folder);
  for (const photo of top.photos) add(photo, photo, false);
  for (const person of top.folders) {
    const { photos, folders } = await listFolder(join(folder, person));
    for (const photo of photos) add(`${person}/${photo}`, person, false);
    for (const kind of folders) {
      if (!KIND_FOLDERS.has(kind)) {
        problems.push({ where: `${person}/${kind}`, what: 'a folder that is neither real nor fake' });
        continue;
      }
      for (const photo of (await listFolder(join(folder, person, kind))).photos) {
        add(`${person}/${kind}/${photo}`, person, kind === 'fake');
      }
    }
  }
  if (images.length === 0)
    throw new Error(`${folder} holds no images. It should hold one folder per person.`);
  return { images, problems };
};
