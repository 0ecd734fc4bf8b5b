/** @file Reads `landmarks.csv` and its like: a face box and five points per image, found by another detector. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AlignmentPoints } from '../../src/core/observation.ts';
import { readCsv, type CsvRow } from '../csv.ts';
import type { SourceProblem } from './source.ts';

/** In the order of the alignment template; `reye` is the eye on the image's left. */
const NAMES = ['reye', 'leye', 'nose', 'rmouth', 'lmouth'] as const;
export const POINT_COLUMNS = NAMES.flatMap((name) => [`${name}_x`, `${name}_y`]);

/** @returns null where a number is missing or not finite. */
export function pointsOf(row: CsvRow['cells']): AlignmentPoints | null {
  const points = NAMES.map((name) => ({ x: Number(row[`${name}_x`]), y: Number(row[`${name}_y`]) }));
  const finite = points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return finite ? (points as unknown as AlignmentPoints) : null;
}

/** Five points by path. Empty where the folder has no `landmarks.csv`. */
export async function readGivenPoints(
  path: string,
  problems: SourceProblem[],
): Promise<Map<string, AlignmentPoints>> {
  const given = new Map<string, AlignmentPoints>();
  if (!existsSync(path)) return given;
  for (const { line, cells } of readCsv(await readFile(path, 'utf8'), path, ['path', ...POINT_COLUMNS])) {
    const points = pointsOf(cells);
    if (points) given.set(cells.path, points);
    else problems.push({ where: `${path}:${line}`, what: 'a point is no number' });
  }
  return given;
}
