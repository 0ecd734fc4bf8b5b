/**
 * @file Layout `pair-csv`: `pairs.csv` with `pathA,pathB,label,deepfake_a,deepfake_b` (docs/sources.md #9);
 * paths are relative to the file. People are the connected images of its genuine pairs.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCsv } from '../../csv.ts';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';

const LIST = 'pairs.csv';
const COLUMNS = ['pathA', 'pathB', 'label', 'deepfake_a', 'deepfake_b'];

export const readPairCsvLayout: ReadLayout = async (folder) => {
  const path = join(folder, LIST);
  if (!existsSync(path)) throw new Error(`${folder} has no ${LIST}, which lists the pairs.`);
  const text = await readFile(path, 'utf8');
  const problems: SourceProblem[] = [];
  const fakes = new Map<string, boolean>();
  const person = new Map<string, string>();
  const find = (image: string): string => {
    let root = image;
    for (let next = person.get(root); next !== undefined && next !== root; next = person.get(root))
      root = next;
    return root;
  };
  for (const { line, cells } of readCsv(text, path, COLUMNS)) {
    const { pathA, pathB, label, deepfake_a: fakeA, deepfake_b: fakeB } = cells;
    const flags = [label, fakeA, fakeB];
    if (!flags.every((flag) => flag === '0' || flag === '1')) {
      problems.push({ where: `${path}:${line}`, what: 'label and deepfake must be 0 or 1' });
      continue;
    }
    for (const [image, fake] of [
      [pathA, fakeA],
      [pathB, fakeB],
    ]) {
      fakes.set(image, fake === '1');
      if (!person.has(image)) person.set(image, image);
    }
    if (label === '1') person.set(find(pathA), find(pathB));
  }
  const images = [...fakes].map(([image, isFake]): SourceImage => ({
    path: image,
    identity: find(image),
    isFake,
  }));
  if (images.length === 0) throw new Error(`${path} lists no pairs.`);
  return { images, problems, extras: { [LIST]: text } };
};
