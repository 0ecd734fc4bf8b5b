/** @file The words of pair lists: labels, and the headings of columns. Reads no list. */

const SAME = [
  'true',
  't',
  'yes',
  'y',
  'same',
  'sameperson',
  'match',
  'matched',
  'genuine',
  'mated',
  'positive',
  'pos',
];
const DIFFERENT = [
  ...[
    'false',
    'f',
    'no',
    'n',
    'different',
    'diff',
    'differentperson',
    'differentpeople',
    'mismatch',
    'nomatch',
  ],
  ...['nonmatch', 'notmatch', 'impostor', 'imposter', 'nonmated', 'negative', 'neg', 'notsame'],
];
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...SAME.map((word) => [word, true] as const),
  ...DIFFERENT.map((word) => [word, false] as const),
]);

const NUMBERS: ReadonlyMap<number, boolean> = new Map([
  [1, true],
  [0, false],
  [-1, false],
]);
/** Whole numbers, also as a spreadsheet writes them: 1.0, or 1,0 where a comma marks decimals. */
const WHOLE = /^([+-]?\d+)(?:[.,]0*)?$/;

/** @returns Whether it says that two images show one person; null for what is no label. −1 is an impostor pair too. */
export function labelOf(cell: string): boolean | null {
  const whole = WHOLE.exec(cell);
  if (whole) return NUMBERS.get(Number(whole[1])) ?? null;
  return WORDS.get(cell.toLowerCase().replaceAll(/[\s_-]/g, '')) ?? null;
}

/** @returns Whether an image is marked; null for what says neither yes nor no. */
export function flagOf(cell: string): boolean | null {
  return cell === '-1' ? null : labelOf(cell);
}

/** Places of the cells in a line. */
export interface PairColumns {
  readonly first: number;
  readonly second: number;
  readonly label: number;
  /** Whether the first and the second are deepfakes; null where no columns say so. */
  readonly fakes: readonly [number, number] | null;
}

/** Of columns in which 1 means one person. None that may mean the opposite, such as "different" or "distance". */
const LABEL_NAMES =
  /^(label|labels|(is)?same(person|identity)?|(is)?match|(is)?genuine|target|truth|groundtruth|gt|class)$/;
const SIDES: Readonly<Record<string, number>> = {
  ...{ a: 0, left: 0, first: 0, one: 0, reference: 0, enrolled: 0, enrolment: 0, gallery: 0, anchor: 0 },
  ...{ b: 1, right: 1, second: 1, two: 1, probe: 1, test: 1, other: 1 },
};
const SIDE = `[012]|${Object.keys(SIDES).join('|')}`;
const IMAGE = 'path|image|imagepath|img|imgpath|file|filename|filepath|photo|picture|pic|face|sample';
const PATH_NAMES = [new RegExp(`^(?:${IMAGE})?(${SIDE})$`), new RegExp(`^(${SIDE})(?:${IMAGE})$`)];
const FAKE_NAMES = [
  new RegExp(`^(?:is)?(?:deep)?fake(${SIDE})$`),
  new RegExp(`^(${SIDE})(?:is)?(?:deep)?fake$`),
];

/**
 * @returns null when the cells are no heading. Columns with unknown names are passed over; but of three columns with a
 * label the two others are the images.
 */
export function headingOf(cells: readonly string[]): PairColumns | null {
  const names = cells.map((cell) => cell.toLowerCase().replaceAll(/[^\p{L}\d]/gu, ''));
  const labels = placesOf(names, (name) => LABEL_NAMES.test(name));
  if (labels.length !== 1) return null;
  const [label] = labels;
  const sides = names.map((name, place) => (place === label ? null : sideIn(name, PATH_NAMES)));
  const images = placesOf(sides, (side) => side !== null).sort(
    (one, other) => rank(sides[one]) - rank(sides[other]),
  );
  if (images.length === 2 && rank(sides[images[0]]) < rank(sides[images[1]])) {
    const [first, second] = images;
    const marks = images.map((place) => names.findIndex((name) => sideIn(name, FAKE_NAMES) === sides[place]));
    return { first, second, label, fakes: marks.includes(-1) ? null : [marks[0], marks[1]] };
  }
  // "a.jpg,b.jpg,same" is a pair, and no heading.
  const mayBePair = labelOf(cells[label]) !== null || cells.some((cell) => /[./\\]/.test(cell));
  if (cells.length !== 3 || mayBePair) return null;
  const [first, second] = [0, 1, 2].filter((place) => place !== label);
  return { first, second, label, fakes: null };
}

function placesOf<Item>(items: readonly Item[], isOne: (item: Item) => boolean): number[] {
  return items.flatMap((item, place) => (isOne(item) ? [place] : []));
}

function sideIn(name: string, patterns: readonly RegExp[]): string | null {
  for (const pattern of patterns) {
    const found = pattern.exec(name);
    if (found) return found[1];
  }
  return null;
}

const rank = (side: string | null): number => (side === null ? NaN : (SIDES[side] ?? Number(side)));
