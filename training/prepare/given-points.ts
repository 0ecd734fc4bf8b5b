/** @file Reads `landmarks.csv` and its like: a face box and five points per image, found by another detector. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { AlignmentPoints } from '../../src/core/observation.ts';
import type { SourceProblem } from './source.ts';

export type CsvRow = Readonly<Record<string, string>>;

/**
 * @param required - Columns that must be there.
 * @returns The rows, or null where there is no such file.
 * @throws Error naming the file and line when it is no CSV or lacks a column.
 */
export async function readCsv(path: string, required: readonly string[]): Promise<CsvRow[] | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, skip_empty_lines: true, bom: true, trim: true });
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
  const missing = required.filter((column) => rows.length > 0 && !(column in rows[0]));
  if (missing.length > 0) throw new Error(`${path}: line 1 lacks the column ${missing.join(', ')}.`);
  return rows;
}

/** In the order of the alignment template; `reye` is the eye on the image's left. */
const NAMES = ['reye', 'leye', 'nose', 'rmouth', 'lmouth'] as const;
export const POINT_COLUMNS = NAMES.flatMap((name) => [`${name}_x`, `${name}_y`]);

/** @returns null where a number is missing or not finite. */
export function pointsOf(row: CsvRow): AlignmentPoints | null {
  const points = NAMES.map((name) => ({ x: Number(row[`${name}_x`]), y: Number(row[`${name}_y`]) }));
  const finite = points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return finite ? (points as unknown as AlignmentPoints) : null;
}

/** Five points by path. Empty where the folder has no `landmarks.csv`. */
export async function readGivenPoints(
  path: string,
  problems: SourceProblem[],
): Promise<Map<string, AlignmentPoints>> {
  const rows = (await readCsv(path, ['path', ...POINT_COLUMNS])) ?? [];
  const given = new Map<string, AlignmentPoints>();
  rows.forEach((row, index) => {
    const points = pointsOf(row);
    if (points) given.set(row.path, points);
    else problems.push({ where: `${path}:${index + 2}`, what: 'a point is no number' });
  });
  return given;
}
