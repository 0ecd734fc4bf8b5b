/**
 * @file Finds photos on disk. Reads folders, never a photo.
 */
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** What Chromium reads of what cameras and scanners write. */
const PHOTO_EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif', '.bmp']);

function isPhotoName(name: string): boolean {
  return !name.startsWith('.') && PHOTO_EXTENSIONS.has(extname(name).toLowerCase());
}

/** What lies in one folder, by name in code point order. */
export interface FolderListing {
  readonly folders: readonly string[];
  readonly photos: readonly string[];
  /** Everything else, hidden files and folders included. */
  readonly others: readonly string[];
}

/** @throws Error when `folder` is none or cannot be read; the message names it. */
export async function listFolder(folder: string): Promise<FolderListing> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such folder', ENOTDIR: 'it is a file' }[code ?? ''];
    throw new Error(`${folder}: ${why ?? message}. Name a folder of photos.`, { cause });
  });
  const folders: string[] = [];
  const photos: string[] = [];
  const others: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() && !entry.name.startsWith('.')) folders.push(entry.name);
    // A link counts as what its name says; reading it will tell.
    else if (!entry.isDirectory() && isPhotoName(entry.name)) photos.push(entry.name);
    else others.push(entry.name);
  }
  return { folders: folders.sort(), photos: photos.sort(), others: others.sort() };
}

/** The photos of each sub-folder, as full paths. */
export interface PersonFolder {
  readonly name: string;
  readonly photos: readonly string[];
}

/** Every sub-folder as one person. */
export async function listPeople(folder: string): Promise<PersonFolder[]> {
  const { folders } = await listFolder(folder);
  return Promise.all(
    folders.map(async (name) => {
      const { photos } = await listFolder(join(folder, name));
      return { name, photos: photos.map((photo) => join(folder, name, photo)) };
    }),
  );
}
