/** @file What stands for a template in a search: the mean of its rows, or two where somebody has two appearances. */
import { cosine, meanEmbedding } from '../embedding/embedding.ts';

/** A single row is a moment, not an appearance. */
const FEWEST_ROWS = 2;

/**
 * Two appearances: the rows fall into two groups of at least two, and rows of one group are by this much more alike on
 * average than rows of different groups. Beard, veil or thick glasses do that; the poses of one capture do not.
 */
const APPEARANCE_GAP = 0.25;

/**
 * A mean is nearer to its person's next image than single rows are, and a stranger has one chance instead of seven.
 *
 * @param rows - Unit vectors of one subject, at least one.
 * @returns New unit vectors: one, or two of clearly different appearances; all rows where they cancel each other out.
 * @throws RangeError when the dimensions differ.
 */
export function matchedVectors(rows: readonly Float32Array[]): readonly Float32Array[] {
  return appearances(rows).flatMap((group) =>
    // Nobody's face does that. A tampered import may, and must not keep the gallery from being opened.
    lengthOfMean(group) > LEAST_DIRECTION ? meanEmbedding(group) : group.map((row) => row.slice()),
  );
}

/** Length of the mean of unit vectors; below it rounding gives the direction. */
const LEAST_DIRECTION = 1e-3;

function lengthOfMean(rows: readonly Float32Array[]): number {
  let squares = 0;
  for (let at = 0; at < rows[0].length; at += 1) {
    let sum = 0;
    for (const row of rows) sum += row[at];
    squares += sum * sum;
  }
  return Math.sqrt(squares) / rows.length;
}

function appearances(rows: readonly Float32Array[]): readonly (readonly Float32Array[])[] {
  if (rows.length < 2 * FEWEST_ROWS) return [rows];
  const [first, second] = leastAlike(rows);
  const isFirst = (row: Float32Array): boolean => cosine(row, first) >= cosine(row, second);
  const groups = [rows.filter(isFirst), rows.filter((row) => !isFirst(row))];
  if (groups.some(({ length }) => length < FEWEST_ROWS)) return [rows];
  const within = mean(groups.flatMap((group) => pairsOf(group)));
  const across = mean(groups[0].flatMap((one) => groups[1].map((other) => cosine(one, other))));
  return within - across >= APPEARANCE_GAP ? groups : [rows];
}

function leastAlike(rows: readonly Float32Array[]): readonly [Float32Array, Float32Array] {
  let [first, second, lowest] = [rows[0], rows[1], Infinity];
  for (const [at, one] of rows.entries()) {
    for (const other of rows.slice(at + 1)) {
      const similarity = cosine(one, other);
      if (similarity < lowest) [first, second, lowest] = [one, other, similarity];
    }
  }
  return [first, second];
}

function pairsOf(rows: readonly Float32Array[]): number[] {
  return rows.flatMap((one, at) => rows.slice(at + 1).map((other) => cosine(one, other)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
