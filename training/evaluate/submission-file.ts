/** @file Contest submissions (docs/sources.md #8): one line per pair, `pair_id,similarity`. */
import { pairId } from './pair-id.ts';
import type { ScoredPair } from './score-pairs.ts';
import { readCsv, refuseFaults, someOf } from '../csv.ts';

const COLUMNS = ['pair_id', 'similarity'];
const DETAIL_COLUMNS = ['cosine', 'fake_probability_0', 'fake_probability_1', 'status'];

/**
 * Numbers are written in full: rounding could carry one across a threshold.
 *
 * @param pairs - By rising id.
 * @param details - Adds the parts of the similarity and what was wrong with which photo, such as `no-face:1` or
 * `missing:0 no-face:1`; `ok` where nothing was.
 */
export function submissionCsv(pairs: readonly ScoredPair[], details: boolean): string {
  const header = details ? [...COLUMNS, ...DETAIL_COLUMNS] : COLUMNS;
  const lines = pairs.map((pair) =>
    [pair.id, pair.similarity, ...(details ? detailsOf(pair) : [])].join(','),
  );
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

export function statusOf({ faults }: ScoredPair): string {
  const found = faults.flatMap((fault, photo) => (fault === null ? [] : [`${fault}:${photo}`]));
  return found.length === 0 ? 'ok' : found.join(' ');
}

function detailsOf(pair: ScoredPair): (string | number)[] {
  return [pair.cosine ?? '', ...pair.fakeProbabilities.map((value) => value ?? ''), statusOf(pair)];
}

/**
 * @param path - For messages.
 * @param column - The one that holds the numbers.
 * @returns Numbers by id.
 * @throws Error naming lines that cannot be read and ids that come twice.
 */
export function readIdColumn(text: string, path: string, column: string): Map<string, number> {
  const rows = readCsv(text, path, ['pair_id', column]);
  const values = new Map<string, number>();
  const faults: string[] = [];
  const duplicates = new Set<string>();
  for (const { line, cells } of rows) {
    const id = pairId(cells.pair_id);
    const value = readNumber(cells[column]);
    if (id === null) faults.push(`line ${line}: the pair id "${cells.pair_id}" is no number`);
    else if (value === null) faults.push(`line ${line}: ${column} "${cells[column]}" is no number`);
    else if (values.has(id)) duplicates.add(id);
    else values.set(id, value);
  }
  refuseFaults(path, faults);
  if (duplicates.size > 0) {
    throw new Error(
      `${path} has more than one line for ${someOf([...duplicates]).join(', ')}. Keep one each.`,
    );
  }
  return values;
}

function readNumber(text: string): number | null {
  // Number('') is 0.
  const value = text === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
