/**
 * @file Packs a built site and the files that go with it into one zip with checksums. The same files give the same
 * bytes, whenever they are packed.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

/** Bytes by their path in the zip, with `/` between folders. */
export type ReleaseFiles = Readonly<Record<string, Uint8Array>>;

/** The earliest time that a zip can say. */
const NO_TIME = new Date(1980, 0, 1);

/** All files of `folder`, below `at`. */
export async function filesIn(folder: string, at: string): Promise<ReleaseFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, Uint8Array> = {};
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[`${at}/${relative(folder, path).split(sep).join('/')}`] = await readFile(path);
  }
  return files;
}

/**
 * @param name - The folder that the zip unpacks into.
 * @returns The zip. It holds `SHA256SUMS` besides, for `sha256sum --check`.
 */
export function pack(name: string, files: ReleaseFiles): Uint8Array {
  const paths = Object.keys(files).sort();
  const sums = paths.map((path) => `${sha256(files[path])}  ${path}\n`).join('');
  const all: ReleaseFiles = { ...files, SHA256SUMS: new TextEncoder().encode(sums) };
  const zippable: Zippable = {};
  for (const path of [...paths, 'SHA256SUMS']) zippable[`${name}/${path}`] = all[path];
  return zipSync(zippable, { mtime: NO_TIME });
}

/** In hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
