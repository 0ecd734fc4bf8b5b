/**
 * @file Reads lists of pairs of images, for calibrating, preparing and evaluating alike. What cannot be read, and what
 * contradicts another line, is refused by its line. Opens no image.
 */
import { parseRecords, refuseFaults, type CsvRecord } from '../csv.ts';
import { pairContradictions } from './contradictions.ts';
import { flagOf, headingOf, labelOf, type PairColumns } from './pair-words.ts';

export interface ListedPair {
  /** Of the file, from 1. */
  readonly line: number;
  /** As `keyOf` writes it. */
  readonly first: string;
  readonly second: string;
  /** Whether the list says that both show one person. */
  readonly same: boolean;
  /** Whether the first and the second image are deepfakes; false where the list has no such column. */
  readonly fakes: readonly [boolean, boolean];
}

export interface PairList {
  /** Each pair once, in the order of the file. */
  readonly pairs: readonly ListedPair[];
  /** Lines that say again what another line says, also with the images the other way round. */
  readonly repeated: number;
}

export interface PairListOptions {
  /** One spelling for each image. @throws Error that says what is wrong with the path, without naming the line. */
  readonly keyOf: (path: string) => string;
  /** `needed`: without columns that mark deepfakes the list is refused; `refused`: a line with a deepfake is. */
  readonly fakes: 'needed' | 'refused';
}

const PLACES: PairColumns = { first: 0, second: 1, label: 2, fakes: null };
const SEPARATORS = [',', ';', '\t'];
/** Records by which the separator is found. */
const LOOKED_AT = 50;

/**
 * @param text - Path, path and label, with commas, semicolons or tabs between them. A heading may name the columns in
 * any order; other columns are passed over then. Empty lines and lines that begin with # are skipped.
 * @param path - Of the list, for messages.
 * @throws Error naming the list and its first faulty lines.
 */
export function readPairList(text: string, path: string, options: PairListOptions): PairList {
  const [separator, records] = parseWithSeparator(text, path);
  const heading = records.length > 0 ? headingOf(records[0].cells) : null;
  if (options.fakes === 'needed' && !heading?.fakes) {
    const told = records.at(0)?.cells.join(separator) ?? 'nothing';
    throw new Error(
      `${path} has no column label, deepfake_a or deepfake_b. Its first line must name the columns ` +
        `pathA,pathB,label,deepfake_a,deepfake_b; it reads "${told}".`,
    );
  }
  const columns = heading ?? PLACES;
  const width = heading ? records[0].cells.length : 3;
  const faults: Fault[] = [];
  const pairs: ListedPair[] = [];
  for (const record of heading ? records.slice(1) : records) {
    const pair = readPair(record, columns, width, options);
    if ('what' in pair) faults.push(pair);
    else pairs.push(pair);
  }
  const contradictions = pairContradictions(pairs);
  const all = [...faults, ...contradictions.faults].sort((one, other) => one.line - other.line);
  refuseFaults(
    path,
    all.map(({ line, what }) => `line ${line}: ${what}`),
  );
  return { pairs: contradictions.once, repeated: pairs.length - contradictions.once.length };
}

interface Fault {
  readonly line: number;
  readonly what: string;
}

function readPair(
  { line, cells }: CsvRecord,
  columns: PairColumns,
  width: number,
  { keyOf, fakes }: PairListOptions,
): ListedPair | Fault {
  if (cells.length !== width) {
    const wanted = width === 3 ? 'must be path,path,label' : `the first line has ${width}`;
    return { line, what: `${cells.length} cells, ${wanted}` };
  }
  if (cells[columns.first] === '' || cells[columns.second] === '') return { line, what: 'a path is missing' };
  const label = cells[columns.label];
  const same = labelOf(label);
  if (same === null) {
    return {
      line,
      what: `the label "${label}" is none of 1, same, genuine, true (one person) and 0, different, …`,
    };
  }
  const flags = (columns.fakes ?? []).map((column) => flagOf(cells[column]));
  if (flags.includes(null)) return { line, what: 'deepfake_a and deepfake_b must be 0 or 1' };
  const [fakeFirst = false, fakeSecond = false] = flags as boolean[];
  if (fakes === 'refused' && (fakeFirst || fakeSecond)) {
    return { line, what: 'it shows a deepfake; take it out, since thresholds are set on real photos' };
  }
  try {
    const [first, second] = [keyOf(cells[columns.first]), keyOf(cells[columns.second])];
    return { line, first, second, same, fakes: [fakeFirst, fakeSecond] };
  } catch (error) {
    return { line, what: (error as Error).message };
  }
}

/** The separator under which most of the first lines read as pairs; a comma where none does. */
function parseWithSeparator(text: string, path: string): [separator: string, CsvRecord[]] {
  const readable = SEPARATORS.map((separator) => {
    const records = parsedOrNone(text, path, separator);
    return records.slice(0, LOOKED_AT).filter(({ cells }) => looksLikePair(cells)).length;
  });
  const separator = SEPARATORS[readable.indexOf(Math.max(...readable))];
  return [separator, parseRecords(text, path, { separator, comments: true })];
}

/** Quotes that are none under one separator may be under another. */
function parsedOrNone(text: string, path: string, separator: string): CsvRecord[] {
  try {
    return parseRecords(text, path, { separator, comments: true });
  } catch {
    return [];
  }
}

function looksLikePair(cells: readonly string[]): boolean {
  return cells.length >= 3 && (headingOf(cells) !== null || cells.some((cell) => labelOf(cell) !== null));
}

/** A path with forward slashes and without `./` before it, so that one image has one spelling. */
export function plainPath(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(\.\/+)+/, '');
}
