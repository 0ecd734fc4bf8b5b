/**
 * @file Layout `celeba`: one folder per person, named by a letter and CelebA's identity number, or the set as
 * published: `identity_CelebA.txt` (`000001.jpg 2880` per line) beside `img_align_celeba/`.
 *
 * People are named by their number alone, so that one person in two extracts stays one.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readGivenPoints } from '../given-points.ts';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';
import { readFolders } from './folders.ts';

const nameOf = (number: number): string => `celeba-${String(number).padStart(5, '0')}`;

export const readCelebA: ReadLayout = async (folder, options) => {
  const list = join(folder, 'identity_CelebA.txt');
  const { images, problems } = existsSync(list)
    ? await readPublished(folder, list)
    : await readExtract(folder, options);
  if (images.length === 0) throw new Error(`${folder} holds no images of CelebA.`);
  return { images, problems };
};

interface Found {
  readonly images: readonly SourceImage[];
  readonly problems: readonly SourceProblem[];
}

const readExtract = async (...[folder, options]: Parameters<ReadLayout>): Promise<Found> => {
  const found = await readFolders(folder, options);
  const problems = [...found.problems];
  const images = found.images.flatMap((image) => {
    const number = /^[a-z]?(\d+)$/i.exec(image.identity)?.[1];
    if (number !== undefined) return [{ ...image, identity: nameOf(Number(number)) }];
    problems.push({ where: image.path, what: 'its folder is not named by an identity number' });
    return [];
  });
  return { images, problems };
};

async function readPublished(folder: string, list: string): Promise<Found> {
  const problems: SourceProblem[] = [];
  const given = await readGivenPoints(join(folder, 'landmarks.csv'), problems);
  const lines = (await readFile(list, 'utf8')).split('\n');
  const images = lines.flatMap((line, index): SourceImage[] => {
    if (line.trim() === '') return [];
    const match = /^(\S+)\s+(\d+)\s*$/.exec(line);
    if (!match) {
      problems.push({ where: `${list}:${index + 1}`, what: 'not of the form "000001.jpg 2880"' });
      return [];
    }
    const path = `img_align_celeba/${match[1]}`;
    return [{ path, identity: nameOf(Number(match[2])), given: given.get(path) }];
  });
  return { images, problems };
}
