/**
 * @file What `submission` writes: one line per pair. A contest takes `pair_id,similarity` (docs/sources.md #8); our own
 * file has more columns, and `eer` reads both.
 */
import { pairId } from './pair-id.ts';
import type { ScoredPair } from './score-pairs.ts';
import { readCsv, refuseFaults, someOf } from '../csv.ts';

const CONTEST_COLUMNS = ['pair_id', 'similarity'];
const COLUMNS = [...CONTEST_COLUMNS, 'cosine', 'fake_probability', 'decision', 'status'];

/**
 * Numbers are written in full: rounding could carry one across a threshold.
 *
 * @param pairs - By rising id.
 * @param contest - Only a contest's two columns. Otherwise each signal has a column of its own, empty where there is no
 * value, and `status` says what was wrong with which photo, such as `no-face:1` or `missing:0 no-face:1`.
 */
export function submissionCsv(pairs: readonly ScoredPair[], contest: boolean): string {
  const header = contest ? CONTEST_COLUMNS : COLUMNS;
  const lines = pairs.map((pair) => cellsOf(pair).slice(0, header.length).join(','));
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

export function statusOf({ faults }: ScoredPair): string {
  const found = faults.flatMap((fault, photo) => (fault === null ? [] : [`${fault.kind}:${photo}`]));
  return found.length === 0 ? 'ok' : found.join(' ');
}

/** In the order of the columns. */
function cellsOf(pair: ScoredPair): (string | number)[] {
  const { id, similarity, cosine, fakeProbability, decision } = pair;
  return [id, similarity, cosine ?? '', fakeProbability ?? '', decision ?? '', statusOf(pair)];
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
