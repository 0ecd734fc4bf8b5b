/** @file Whose photos an operator has chosen: told from the files' names and folders. Opens no file. */
import { groupByPerson, type NamelessPhoto } from '../../core/photos/group-by-person.ts';
import { isHiddenFile } from '../../core/photos/hidden-files.ts';

/** A file, and where it lies in the folder that was chosen. */
export interface PhotoFile {
  readonly path: string;
  readonly file: File;
}

export interface PersonFiles {
  /** As it will be stored. */
  readonly name: string;
  /** At least one. */
  readonly photos: readonly PhotoFile[];
}

export interface UnusedFile {
  readonly path: string;
  readonly why: 'tooDeep' | NamelessPhoto['why'];
}

/** Hidden files and those that systems leave are passed over. */
export function sortFiles(files: readonly File[]): {
  readonly people: readonly PersonFiles[];
  readonly unused: readonly UnusedFile[];
} {
  const byPath = new Map<string, File>();
  const unused: UnusedFile[] = [];
  for (const file of files) {
    const parts = partsOf(file);
    const path = parts.join('/');
    if (parts.some(isHiddenFile)) continue;
    if (parts.length > 2) unused.push({ path, why: 'tooDeep' });
    else byPath.set(path, file);
  }
  const { people, nameless } = groupByPerson([...byPath.keys()].sort());
  return {
    people: people.map(({ name, photos }) => ({
      name,
      photos: photos.flatMap((path) => {
        const file = byPath.get(path);
        return file === undefined ? [] : { path, file };
      }),
    })),
    unused: [...unused, ...nameless.map(({ path, why }) => ({ path, why }))],
  };
}

/** Below the folder that was chosen. */
function partsOf({ webkitRelativePath, name }: File): readonly string[] {
  return webkitRelativePath === '' ? [name] : webkitRelativePath.split('/').slice(1);
}
