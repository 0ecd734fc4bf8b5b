/** @file Whose photos lie in a folder: told from the names of files and sub-folders. Opens no photo. */
import { basename, extname } from 'node:path';
import { checkDetails } from '../../../src/core/enrolment/details.ts';
import { FOLDER_FILE } from './folder-ids.ts';
import { readPeople, type SkippedFile } from '../photos/photo-files.ts';

export interface PersonPhotos {
  /** As it will be stored. */
  readonly name: string;
  /** Relative to the folder. */
  readonly photos: readonly string[];
}

export interface FolderOfPeople {
  readonly people: readonly PersonPhotos[];
  readonly skipped: readonly SkippedFile[];
}

const NAME_FAULTS = {
  nameMissing: 'its name says nobody’s name',
  nameTooLong: 'its name is too long for a person’s name',
} as const;

/**
 * Sorts paths by person: `Name.jpg` and `Name/anything.jpg` are both of Name, underscores standing for spaces.
 * @param photos - Relative paths, at most one folder deep.
 */
export function groupByPerson(photos: readonly string[]): FolderOfPeople {
  const people = new Map<string, string[]>();
  const skipped: SkippedFile[] = [];
  for (const path of photos) {
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : null;
    const stem = folder ?? basename(path, extname(path));
    const check = checkDetails({ name: stem.replaceAll('_', ' '), badge: '' }, []);
    if (check.ok) {
      const name = check.details.name;
      people.set(name, [...(people.get(name) ?? []), path]);
    } else {
      const problem = check.problems[0];
      const fault = problem === 'nameTooLong' ? NAME_FAULTS.nameTooLong : NAME_FAULTS.nameMissing;
      skipped.push({ path, why: folder === null ? fault : `the folder: ${fault}` });
    }
  }
  return { people: [...people].map(([name, paths]) => ({ name, photos: paths })), skipped };
}

/** @throws Error when `folder` cannot be read. */
export async function findPeople(folder: string): Promise<FolderOfPeople> {
  const { loose, people, skipped } = await readPeople(folder);
  const grouped = groupByPerson([...loose, ...people.flatMap(({ photos }) => photos)]);
  return {
    people: grouped.people,
    skipped: [...skipped.filter(({ path }) => path !== FOLDER_FILE), ...grouped.skipped],
  };
}
