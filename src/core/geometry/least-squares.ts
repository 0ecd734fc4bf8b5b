/** @file Linear least squares for few unknowns, by the normal equations. */

/**
 * @param rows - One per equation, all equally long.
 * @param values - What each row's product with a solution should be; several lists are solved for at once.
 * @returns A solution for each list of `values`; null when the rows do not determine one.
 */
export function solveLeastSquares(
  rows: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
): number[][] | null {
  const unknowns = rows[0]?.length ?? 0;
  const normal = Array.from({ length: unknowns }, (_, row) => [
    ...Array.from({ length: unknowns }, (_, column) => sum(rows, (each) => each[row] * each[column])),
    ...values.map((list) => sum(rows, (each, at) => each[row] * list[at])),
  ]);
  if (!eliminate(normal)) return null;
  return values.map((_, list) => normal.map((row, at) => row[unknowns + list] / row[at]));
}

function sum<Item>(items: readonly Item[], of: (item: Item, at: number) => number): number {
  return items.reduce((total, item, at) => total + of(item, at), 0);
}

/** Gauss and Jordan's elimination with pivoting. @param rows - Overwritten. @returns False when singular. */
function eliminate(rows: number[][]): boolean {
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    if (!(Math.abs(rows[pivot][column]) > 1e-9)) return false;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let at = column; at < rows[row].length; at += 1) rows[row][at] -= factor * rows[column][at];
    }
  }
  return true;
}
