/**
 * @file The ids of a folder's people: enrolling the folder again gives the same ones, so that an import replaces.
 *
 * An id is a hash of the person's name under a random number, which a hidden file in the folder keeps. It holds no
 * secret, but without it nobody can tell from an id whose it is. It goes with the folder when that is renamed or
 * copied. A person whose photo or sub-folder gets another name gets another id: the import then asks, by the face.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const FOLDER_FILE = '.facegate-folder';

const NUMBER_FORM = /^[0-9a-f]{32}$/;

export interface FolderIds {
  /** Whether the next time gives the same ids. */
  readonly kept: boolean;
  /** A UUID (RFC 9562, version 8). */
  idOf(name: string): string;
}

/** @throws Error where the folder's file is there and holds something else. */
export async function readFolderIds(folder: string): Promise<FolderIds> {
  const path = join(folder, FOLDER_FILE);
  const found = await readFile(path, 'utf8').catch(() => null);
  if (found !== null && !NUMBER_FORM.test(found.trim())) {
    throw new Error(
      `${path} is damaged. Remove it: an import then asks about each person of the folder once more.`,
    );
  }
  const number = found?.trim() ?? randomBytes(16).toString('hex');
  const kept = found !== null || (await isWritten(path, `${number}\n`));
  return { kept, idOf: (name) => idOf(number, name) };
}

async function isWritten(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch {
    // A folder that cannot be written to, such as one on a read-only disk, can be enrolled all the same.
    return false;
  }
}

function idOf(number: string, name: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([number, name]))
    .digest();
  hash[6] = (hash[6] & 0x0f) | 0x80;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
