/**
 * @file Layout `pair-csv`: `pairs.csv` with `pathA,pathB,label,deepfake_a,deepfake_b` (docs/sources.md #9);
 * paths are relative to the file. People are the connected images of its genuine pairs.
 */
import { join } from 'node:path';
import { readCsv } from '../given-points.ts';
import { readFile } from 'node:fs/promises';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';

const LIST = 'pairs.csv';

export const readPairCsvLayout: ReadLayout = async (folder) => {
  const path = join(folder, LIST);
  const rows = await readCsv(path, ['pathA', 'pathB', 'label', 'deepfake_a', 'deepfake_b']);
  if (!rows) throw new Error(`${folder} has no ${LIST}, which lists the pairs.`);
  const problems: SourceProblem[] = [];
  const fakes = new Map<string, boolean>();
  const person = new Map<string, string>();
  const find = (image: string): string => {
    let root = image;
    for (let next = person.get(root); next !== undefined && next !== root; next = person.get(root))
      root = next;
    return root;
  };
  rows.forEach(({ pathA, pathB, label, deepfake_a: fakeA, deepfake_b: fakeB }, index) => {
    const flags = [label, fakeA, fakeB];
    if (!flags.every((flag) => flag === '0' || flag === '1')) {
      problems.push({ where: `${path}:${index + 2}`, what: 'label and deepfake must be 0 or 1' });
      return;
    }
    for (const [image, fake] of [
      [pathA, fakeA],
      [pathB, fakeB],
    ]) {
      fakes.set(image, fake === '1');
      if (!person.has(image)) person.set(image, image);
    }
    if (label === '1') person.set(find(pathA), find(pathB));
  });
  const images = [...fakes].map(([image, isFake]): SourceImage => ({
    path: image,
    identity: find(image),
    isFake,
  }));
  if (images.length === 0) throw new Error(`${path} lists no pairs.`);
  return { images, problems, extras: { [LIST]: await readFile(path, 'utf8') } };
};
