/**
 * @file Layout `pair-csv`: `pairs.csv` with `pathA,pathB,label,deepfake_a,deepfake_b` (docs/sources.md #9);
 * paths are relative to the file. People are the connected images of its genuine pairs.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { plainPath, readPairList } from '../../pairs/pair-list.ts';
import type { ReadLayout, SourceImage } from '../source.ts';

const LIST = 'pairs.csv';

export const readPairCsvLayout: ReadLayout = async (folder) => {
  const path = join(folder, LIST);
  if (!existsSync(path)) throw new Error(`${folder} has no ${LIST}, which lists the pairs.`);
  const text = await readFile(path, 'utf8');
  const fakes = new Map<string, boolean>();
  const person = new Map<string, string>();
  const find = (image: string): string => {
    let root = image;
    for (let next = person.get(root); next !== undefined && next !== root; next = person.get(root))
      root = next;
    return root;
  };
  for (const { first, second, same, fakes: flags } of readPairList(text, path, {
    keyOf: relativePath,
    fakes: 'needed',
  }).pairs) {
    for (const [image, fake] of [
      [first, flags[0]],
      [second, flags[1]],
    ] as const) {
      fakes.set(image, fake);
      if (!person.has(image)) person.set(image, image);
    }
    if (same) person.set(find(first), find(second));
  }
  const images = [...fakes].map(([image, isFake]): SourceImage => ({
    path: image,
    identity: find(image),
    isFake,
  }));
  if (images.length === 0) throw new Error(`${path} lists no pairs.`);
  return { images, problems: [], extras: { [LIST]: text } };
};

/** @throws Error for a path that says nothing about the data set's folder. */
function relativePath(path: string): string {
  const plain = plainPath(path);
  if (isAbsolute(plain) || /^[A-Za-z]:\//.test(plain)) {
    throw new Error(`${path} must be relative to the folder of the list`);
  }
  return plain;
}
