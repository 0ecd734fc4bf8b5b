/**
 * @file Keeps files that take long to make under `.facegate/fixtures`. Their names hold a hash of parameters and
 * source code, so changed code never meets an old file.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT, STATE_FOLDER } from '../scripts/lib/paths.ts';

const CACHE_FOLDER = join(STATE_FOLDER, 'fixtures');

/**
 * To be called when the module that makes the fixture loads: then the text belongs to the code that runs, even if the
 * files change afterwards.
 *
 * @param sources - Files and folders, from the repository's root, that the fixture is made by.
 * @returns A text that changes with the sources.
 */
export async function sourceHash(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(ROOT, source);
    const folder = (await stat(path)).isDirectory();
    const files = folder ? (await readdir(path)).sort().map((name) => join(path, name)) : [path];
    for (const file of files) hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

/**
 * @param key - What the fixture depends on; anything that JSON can hold.
 * @returns Where the fixture is kept, whether it exists or not.
 */
export function cachePath(name: string, extension: string, key: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  return join(CACHE_FOLDER, `${name}-${hash.slice(0, 16)}.${extension}`);
}

/**
 * Makes a file unless it exists. Two processes may do so at once: each writes its own, and the last one stays.
 *
 * @param write - Writes the file at the path that it is given.
 */
export async function makeOnce(path: string, write: (partial: string) => Promise<void>): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (exists) return;
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}.part`;
  try {
    await write(partial);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}
