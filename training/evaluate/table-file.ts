/** @file Reads CSV files with a header, and says which line is at fault. Knows no column's meaning. */
import { parse } from 'csv-parse/sync';

export interface TableRow {
  /** Line of the file, from 1, for messages. */
  readonly line: number;
  /** By column name; null where the file lacks the column. */
  readonly cell: (column: string) => string | null;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** Faults named in one message; a file of another kind has as many faults as lines. */
const MOST_FAULTS = 5;

/**
 * @param path - For messages.
 * @throws Error naming the file and its faulty lines, or the columns that it lacks.
 */
export function readTable(text: string, path: string, required: readonly string[]): Table {
  const lines = parseRecords(text, path);
  const columns = lines.length === 0 ? [] : lines[0].cells;
  const records = lines.slice(1);
  const absent = required.filter((name) => !columns.includes(name));
  if (absent.length > 0) {
    throw new Error(
      `${path} has no column ${absent.join(', ')}. Its first line must name ${required.join(',')}.`,
    );
  }
  refuseFaults(
    path,
    records.flatMap(({ line, cells }) =>
      cells.length === columns.length
        ? []
        : [`line ${line}: ${cells.length} cells, the first line has ${columns.length}`],
    ),
  );
  return {
    columns,
    rows: records.map(({ line, cells }) => ({
      line,
      cell: (column) => {
        const at = columns.indexOf(column);
        return at === -1 ? null : cells[at];
      },
    })),
  };
}

/** @throws Error naming the file and the first few of the faults; none when there is no fault. */
export function refuseFaults(path: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new Error(`${path} cannot be used:\n${someOf(faults).join('\n')}`);
}

/** The first few, and how many more there are. */
export function someOf(names: readonly string[]): string[] {
  const rest = names.length - MOST_FAULTS;
  return rest > 0 ? [...names.slice(0, MOST_FAULTS), `and ${rest} more`] : [...names];
}

function parseRecords(text: string, path: string): { line: number; cells: string[] }[] {
  try {
    // `info` makes each record an object with the line at which it ends.
    const records = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    throw new Error(`${path} is no CSV file: ${(error as Error).message}.`, { cause: error });
  }
}
