/**
 * @file Tables for a terminal: columns as wide as their widest cell, two spaces apart.
 */

/** @param alignRight - Indexes of the columns of numbers. @returns one line per row, the header first. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignRight: readonly number[] = [],
): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => lengthOf(row[column]))));
  return all.map((row) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(widths[column] - lengthOf(cell));
        return alignRight.includes(column) ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** In characters as one sees them, so that an accent does not push its row to the left. */
function lengthOf(cell: string): number {
  return [...new Intl.Segmenter().segment(cell)].length;
}
