/**
 * @file Reads a model manifest from disk.
 */
import { readFile } from 'node:fs/promises';
import { parseManifest } from '../../../src/core/manifest/parse.ts';
import type { Manifest } from '../../../src/core/manifest/types.ts';

/**
 * @returns null where there is no such file.
 * @throws when the file is no valid manifest; the message names the file and what is wrong.
 */
export async function readManifest(path: string): Promise<Manifest | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return parseManifest(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} is no valid manifest: ${(error as Error).message}`, { cause: error });
  }
}
