/** @file Whose photos they are: told from the names of files and folders. Opens no photo. */
import { checkDetails } from '../enrolment/details.ts';

export interface PersonPhotos {
  /** As it will be stored. */
  readonly name: string;
  /** Relative to the folder. */
  readonly photos: readonly string[];
}

export interface NamelessPhoto {
  readonly path: string;
  readonly why: 'nameMissing' | 'nameTooLong';
  /** The name of the photo's folder would be the person's, and not that of the photo. */
  readonly byFolder: boolean;
}

/**
 * Sorts paths by person: `Name.jpg` and `Name/anything.jpg` are both of Name, underscores standing for spaces.
 * @param photos - Relative paths with forward slashes, at most one folder deep.
 */
export function groupByPerson(photos: readonly string[]): {
  readonly people: readonly PersonPhotos[];
  readonly nameless: readonly NamelessPhoto[];
} {
  const people = new Map<string, string[]>();
  const nameless: NamelessPhoto[] = [];
  for (const path of photos) {
    const slash = path.indexOf('/');
    const stem = slash === -1 ? withoutEnding(path) : path.slice(0, slash);
    const check = checkDetails({ name: stem.replaceAll('_', ' '), badge: '' }, []);
    if (check.ok) {
      const { name } = check.details;
      const paths = people.get(name);
      if (paths === undefined) people.set(name, [path]);
      else paths.push(path);
    } else {
      const why = check.problems[0] === 'nameTooLong' ? 'nameTooLong' : 'nameMissing';
      nameless.push({ path, why, byFolder: slash !== -1 });
    }
  }
  return { people: [...people].map(([name, paths]) => ({ name, photos: paths })), nameless };
}

/** A name that begins with its only dot has no ending. */
function withoutEnding(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
