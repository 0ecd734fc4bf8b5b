/** @file Whose photos lie in a folder: told from the names of files and sub-folders. Opens no photo. */
import {
  groupByPerson,
  type NamelessPhoto,
  type PersonPhotos,
} from '../../../src/core/photos/group-by-person.ts';
import { FOLDER_FILE } from './folder-ids.ts';
import { readPeople, type SkippedFile } from '../photos/photo-files.ts';

export interface FolderOfPeople {
  readonly people: readonly PersonPhotos[];
  readonly skipped: readonly SkippedFile[];
}

const NAME_FAULTS = {
  nameMissing: 'its name says nobody’s name',
  nameTooLong: 'its name is too long for a person’s name',
} as const;

/** @throws Error when `folder` cannot be read. */
export async function findPeople(folder: string): Promise<FolderOfPeople> {
  const { loose, people, skipped } = await readPeople(folder);
  const grouped = groupByPerson([...loose, ...people.flatMap(({ photos }) => photos)]);
  return {
    people: grouped.people,
    skipped: [
      ...skipped.filter(({ path }) => path !== FOLDER_FILE),
      ...grouped.nameless.map((photo) => ({ path: photo.path, why: whyNameless(photo) })),
    ],
  };
}

function whyNameless({ why, byFolder }: NamelessPhoto): string {
  return byFolder ? `the folder: ${NAME_FAULTS[why]}` : NAME_FAULTS[why];
}
