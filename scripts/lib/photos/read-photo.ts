/** @file Reads the bytes of a photo, and says in plain words why that cannot be done. Decodes nothing. */
import { readFile } from 'node:fs/promises';

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, not a photo',
  EACCES: 'this account may not read it',
  EPERM: 'this account may not read it',
  ELOOP: 'a link to itself',
  ENAMETOOLONG: 'its name is too long',
};

/** @throws Error whose message does not name the file. */
export async function readPhoto(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Error(whyUnreadable(cause), { cause });
  }
}

/** @param cause - What Node threw. */
export function whyUnreadable(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return READ_ERRORS[code ?? ''] ?? message;
}
