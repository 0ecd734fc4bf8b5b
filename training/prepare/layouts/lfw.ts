/**
 * @file Layout `lfw`: Labeled Faces in the Wild, `<Name>/<Name>_0001.jpg`, or the same people with other file names
 * (docs/sources.md #12). Its `pairs.txt` goes along, for the standard protocol.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadLayout } from '../source.ts';
import { readFolders } from './folders.ts';

export const readLfw: ReadLayout = async (folder, options) => {
  const { images, problems } = await readFolders(folder, options);
  const pairs = await readFile(join(folder, 'pairs.txt'), 'utf8').catch(() => null);
  return { images, problems, ...(pairs !== null && { extras: { 'pairs.txt': pairs } }) };
};
