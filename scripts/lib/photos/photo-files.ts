/**
 * @file Finds photos on disk, for every command that reads folders. Whatever lies in a folder is a photo, a folder, or
 * gets a sentence why it is passed over. Decodes no photo.
 */
import { open, readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileKind, isPhotoKind, KIND_BYTES, whyNoPhoto } from '../../../src/core/photos/file-kind.ts';
import { isHiddenFile } from '../../../src/core/photos/hidden-files.ts';
import { whyUnreadable } from './read-photo.ts';

/** What the browser reads. A file with another ending, or none, is looked into. */
const PHOTO_EXTENSIONS = new Set(['.jpg', '.jpeg', '.jfif', '.png', '.webp', '.avif', '.gif', '.bmp']);
export interface SkippedFile {
  /** Relative to the folder that was read; a folder ends with a slash. */
  readonly path: string;
  readonly why: string;
}

/** What lies in one folder, by name in code point order. */
export interface FolderListing {
  /** Links to folders included. */
  readonly folders: readonly string[];
  readonly photos: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

/** @throws Error when `folder` is none or cannot be read; the message names it. */
export async function listFolder(folder: string): Promise<FolderListing> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such folder', ENOTDIR: 'it is a file' }[code ?? ''];
    throw new Error(`${folder}: ${why ?? whyUnreadable(cause)}. Name a folder of photos.`, { cause });
  });
  const folders: string[] = [];
  const photos: string[] = [];
  const skipped: SkippedFile[] = [];
  for (const entry of entries.sort(byName)) {
    const found = await look(folder, entry);
    if (found === 'folder') folders.push(entry.name);
    else if (found === 'photo') photos.push(entry.name);
    else skipped.push({ path: entry.name, why: found });
  }
  return { folders, photos, skipped };
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}

/** @returns What it is, or why it is passed over. Only links and files of an unknown ending cost a look at the disk. */
async function look(folder: string, entry: Dirent): Promise<string> {
  const { name } = entry;
  if (isHiddenFile(name)) return 'hidden';
  // Names that are no UTF-8 come with replacement characters, by which the file cannot be opened.
  if (/[\p{Cc}\uFFFD]/u.test(name)) return 'its name holds a control character or no text: rename it';
  const path = join(folder, name);
  try {
    const target = entry.isSymbolicLink() ? await stat(path) : entry;
    if (target.isDirectory()) {
      return entry.isSymbolicLink() && (await holds(path, folder))
        ? 'a link back to a folder that it lies in'
        : 'folder';
    }
    if (!target.isFile()) return 'neither a file nor a folder';
    if (PHOTO_EXTENSIONS.has(extname(name).toLowerCase())) return 'photo';
    const kind = fileKind(await firstBytes(path));
    if (isPhotoKind(kind)) return 'photo';
    return kind === 'unknown' ? 'not a photo' : whyNoPhoto(kind);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return entry.isSymbolicLink() && code === 'ENOENT' ? 'a link to nothing' : whyUnreadable(error);
  }
}

/** Whether `outer`, a link, is the folder `inner` itself or one that it lies in. */
async function holds(outer: string, inner: string): Promise<boolean> {
  const [target, place] = await Promise.all([realpath(outer), realpath(inner)]);
  return `${place}${sep}`.startsWith(target.endsWith(sep) ? target : `${target}${sep}`);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(KIND_BYTES), 0, KIND_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A sub-folder as one person. */
export interface PersonFolder {
  readonly name: string;
  /** Relative to the folder of people, with forward slashes; at least one. */
  readonly photos: readonly string[];
}

export interface FolderOfPeople {
  /** Beside the people's folders. */
  readonly loose: readonly string[];
  readonly people: readonly PersonFolder[];
  /** Everything else that lies there. */
  readonly skipped: readonly SkippedFile[];
}

export interface ReadPeopleOptions {
  /** Sub-folders of a person's folder that hold photos of the person too. None when absent. */
  readonly inner?: ReadonlySet<string> | undefined;
}

/** @throws Error when `folder` itself is none or cannot be read. */
export async function readPeople(
  folder: string,
  { inner = new Set() }: ReadPeopleOptions = {},
): Promise<FolderOfPeople> {
  const top = await listFolder(folder);
  const people: PersonFolder[] = [];
  const skipped: SkippedFile[] = [...top.skipped];
  const read = async (path: string, deeper: ReadonlySet<string>): Promise<string[]> => {
    let listing: FolderListing;
    try {
      listing = await listFolder(join(folder, path));
    } catch (error) {
      skipped.push({ path: `${path}/`, why: whyUnreadable((error as Error).cause) });
      return [];
    }
    skipped.push(...listing.skipped.map((file) => ({ ...file, path: `${path}/${file.path}` })));
    const photos = listing.photos.map((photo) => `${path}/${photo}`);
    for (const name of listing.folders) {
      // Not as arguments of one call: a folder may hold more photos than a call takes.
      if (deeper.has(name)) for (const photo of await read(`${path}/${name}`, NONE)) photos.push(photo);
      else skipped.push({ path: `${path}/${name}/`, why: whyTooDeep(deeper) });
    }
    return photos;
  };
  for (const name of top.folders) {
    const before = skipped.length;
    const photos = await read(name, inner);
    if (photos.length > 0) people.push({ name, photos });
    else if (!skipped.slice(before).some(({ path }) => path === `${name}/`))
      skipped.push({ path: `${name}/`, why: 'it holds no photo' });
  }
  return { loose: top.photos, people, skipped };
}

const NONE: ReadonlySet<string> = new Set();

function whyTooDeep(known: ReadonlySet<string>): string {
  const why = 'a folder within a person’s folder';
  return known.size === 0 ? why : `${why} that is neither ${[...known].join(' nor ')}`;
}
