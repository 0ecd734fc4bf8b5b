/** @file Reads CSV files with a header, and says which line is at fault. Knows no column's meaning. */
import { parse } from 'csv-parse/sync';

export interface CsvRow {
  /** Line of the file on which the row begins, from 1, for messages. */
  readonly line: number;
  /** By column name. */
  readonly cells: Readonly<Record<string, string>>;
}

/** Faults named in one message; a file of another kind has as many faults as lines. */
const MOST_FAULTS = 5;

/**
 * @param path - For messages.
 * @returns The rows below the header; empty lines are passed over.
 * @throws Error naming the file and its faulty lines, or the columns that it lacks.
 */
export function readCsv(text: string, path: string, required: readonly string[]): CsvRow[] {
  const all = parseRecords(text, path);
  const columns = all.at(0)?.cells ?? [];
  const records = all.slice(1);
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
  return records.map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(columns.map((column, at) => [column, cells[at]])),
  }));
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

const OPTIONS = {
  ...{ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true },
  // Only a line that begins with the sign is a comment.
  comment_no_infix: true,
  // csv-parse counts a \r\n inside quotes as two lines.
  record_delimiter: '\n',
  // Makes each record an object.
  info: true,
};

interface Parsed {
  readonly record: string[];
  /** The line on which the record ends. */
  readonly info: { readonly lines: number };
}

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

interface CsvForm {
  /** Between cells; a comma when absent. */
  readonly separator?: string;
  /** Whether lines that begin with # are passed over. */
  readonly comments?: boolean;
}

/**
 * @returns Every record, the header too. An empty file has none.
 * @throws Error naming the file and the line of a quote that is none.
 */
export function parseRecords(text: string, path: string, form: CsvForm = {}): CsvRecord[] {
  const { separator = ',', comments = false } = form;
  const options = { ...OPTIONS, delimiter: separator, comment: comments ? '#' : null };
  try {
    const records = parse(text.replace(/\r\n?/g, '\n'), options) as unknown as Parsed[];
    // A cell in quotes may hold lines of its own.
    return records.map(({ info, record: cells }) => ({
      line: info.lines - cells.join('').split('\n').length + 1,
      cells,
    }));
  } catch (error) {
    throw new Error(`${path} is no CSV file: ${(error as Error).message}.`, { cause: error });
  }
}
