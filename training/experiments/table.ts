/**
 * @file The table of an experiment in system 0's form: a row per variant, a column per figure, and
 * the mean over seeds with its spread.
 */
import { mean } from '../../src/core/metrics/statistics.ts';

/** One training of one variant. */
export interface ExperimentResult {
  /** Of the variant. */
  readonly name: string;
  readonly seed: number;
  /** By column; variants need not have the same ones. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface ExperimentCell {
  readonly mean: number;
  /** Sample standard deviation over the seeds; null for a single seed, which has none. */
  readonly spread: number | null;
  /** In the order of `ExperimentRow.seeds`, without seeds that lack the figure. */
  readonly values: readonly number[];
}

export interface ExperimentRow {
  readonly name: string;
  readonly seeds: readonly number[];
  /** Null where no seed has the figure. */
  readonly cells: Readonly<Record<string, ExperimentCell | null>>;
}

/** Plain data, for `--json`. */
export interface ExperimentTable {
  readonly columns: readonly string[];
  readonly rows: readonly ExperimentRow[];
}

/**
 * @returns Rows and columns in the order in which they first appear.
 * @throws RangeError when a variant has one seed twice: its mean would count that one double.
 */
export function experimentTable(results: readonly ExperimentResult[]): ExperimentTable {
  const columns = [...new Set(results.flatMap(({ figures }) => Object.keys(figures)))];
  const names = [...new Set(results.map(({ name }) => name))];
  const rows = names.map((name): ExperimentRow => {
    const own = results.filter((result) => result.name === name);
    const seeds = own.map(({ seed }) => seed);
    const twice = seeds.find((seed, index) => seeds.indexOf(seed) !== index);
    if (twice !== undefined) throw new RangeError(`"${name}" has two results with the seed ${twice}.`);
    const cells = columns.map((column) => [column, cellOf(own, column)] as const);
    return { name, seeds, cells: Object.fromEntries(cells) };
  });
  return { columns, rows };
}

/** @returns A Markdown table, with a line break at its end. */
export function experimentMarkdown({ columns, rows }: ExperimentTable): string {
  const header = ['variant', 'seeds', ...columns];
  const decimals = columns.map((column) => decimalsFor(rows.map(({ cells }) => cells[column])));
  const lines = [
    header,
    header.map((_, column) => (column === 0 ? '---' : '---:')),
    ...rows.map(({ name, seeds, cells }) => [
      ...[name, String(seeds.length)],
      ...columns.map((column, index) => describe(cells[column], decimals[index])),
    ]),
  ];
  return lines.map((cells) => `| ${cells.map(escaped).join(' | ')} |\n`).join('');
}

function cellOf(results: readonly ExperimentResult[], column: string): ExperimentCell | null {
  const values = results.flatMap(({ figures }) => (column in figures ? [figures[column]] : []));
  if (values.length === 0) return null;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return {
    mean: middle,
    spread: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null,
    values,
  };
}

/** Rates get four decimals, as in system 0's tables; images per second and the like need fewer. */
function decimalsFor(cells: readonly (ExperimentCell | null)[]): number {
  const largest = Math.max(...cells.map((cell) => Math.abs(cell?.mean ?? 0)));
  if (largest < 10) return 4;
  return largest < 1000 ? 1 : 0;
}

function describe(cell: ExperimentCell | null, decimals: number): string {
  if (cell === null) return '–';
  const mean = cell.mean.toFixed(decimals);
  return cell.spread === null ? mean : `${mean} ± ${cell.spread.toFixed(decimals)}`;
}

/** Names may hold the table's own sign. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
