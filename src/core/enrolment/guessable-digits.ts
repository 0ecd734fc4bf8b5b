/** @file Whether digits are among those that somebody tries first: dates, runs, lines on the keys, repetitions. */

/** Fewer different digits than this are guessed first. */
const MIN_DISTINCT_DIGITS = 3;
/** Digits in a row that go on in one way make a run: two go on in some way always. */
const SHORTEST_RUN = 3;

/** Up or down by one step, from 9 on to 0 too (135791); mirrored (1221); again and again (123123); along the keys. */
export function isPattern(digits: string): boolean {
  return (
    new Set(digits).size < MIN_DISTINCT_DIGITS ||
    isMirrored(digits) ||
    isRepetition(digits) ||
    isMadeOfRuns(withoutDoubles(digits)) ||
    isMadeOfRuns(digits) ||
    longestRun(digits) >= digits.length - 1 ||
    isWalk(digits)
  );
}

function isMirrored(digits: string): boolean {
  return digits === Array.from(digits).reverse().join('');
}

/** A block that comes again and again: 123123, 48484848. */
function isRepetition(digits: string): boolean {
  for (let length = 1; length <= digits.length / 2; length += 1) {
    const block = digits.slice(0, length);
    if (block.repeat(Math.ceil(digits.length / length)).startsWith(digits)) return true;
  }
  return false;
}

/** 112233 as 123. */
function withoutDoubles(digits: string): string {
  return digits.replaceAll(/(.)\1+/gu, '$1');
}

/** Nothing but runs one after the other: 123987, 147258. */
function isMadeOfRuns(digits: string): boolean {
  if (digits === '') return true;
  const whole = longestRunAtStart(digits);
  for (let length = SHORTEST_RUN; length <= whole; length += 1) {
    if (isMadeOfRuns(digits.slice(length))) return true;
  }
  return false;
}

function longestRun(digits: string): number {
  return Math.max(...Array.from(digits, (_, at) => longestRunAtStart(digits.slice(at))));
}

/** How many digits from the first on keep one step, whatever it is. */
function longestRunAtStart(digits: string): number {
  const steps = Array.from(digits.slice(1), (digit, at) => (Number(digit) - Number(digits[at]) + 10) % 10);
  const end = steps.findIndex((step) => step !== steps[0]);
  return end < 0 ? digits.length : end + 1;
}

/** Each key stands beside the one before, as on the door's pad: 2580, 147896. */
function isWalk(digits: string): boolean {
  return Array.from(digits.slice(1)).every((digit, at) => isBeside(digits[at], digit));
}

function isBeside(one: string, other: string): boolean {
  const [a, b] = [keyOf(one), keyOf(other)];
  return Math.abs(a.row - b.row) + Math.abs(a.column - b.column) === 1;
}

/** Three keys a row, and 0 under 8. */
function keyOf(digit: string): { readonly row: number; readonly column: number } {
  const at = digit === '0' ? 10 : Number(digit) - 1;
  return { row: Math.floor(at / 3), column: at % 3 };
}

const YEAR = '(?:19|20)[0-9]{2}';
const SHORT_YEAR = '[0-9]{2}';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12][0-9]|3[01])';
/** Day and month without the zero in front. */
const [LOOSE_MONTH, LOOSE_DAY] = ['(?:0?[1-9]|1[0-2])', '(?:0?[1-9]|[12][0-9]|3[01])'];

/** In every order, with years in two and in four digits. */
const DATE = [
  ...[YEAR, SHORT_YEAR].flatMap((year) => [
    ...ordersOf(DAY, MONTH).map((day) => day + year),
    ...ordersOf(DAY, MONTH).map((day) => year + day),
  ]),
  ...ordersOf(LOOSE_DAY, LOOSE_MONTH).map((day) => day + YEAR),
  ...ordersOf(MONTH, YEAR),
  ...ordersOf(DAY, MONTH),
  YEAR,
].join('|');
const DATES_ALONE = new RegExp(`^(?:${DATE})+$`, 'u');
/** A year with two digits more is guessed soon: there are 20,000 of them in each place. */
const YEAR_AND_LITTLE = new RegExp(`^(?:${YEAR}[0-9]{0,2}|[0-9]{0,2}${YEAR}|[0-9]${YEAR}[0-9])$`, 'u');

/** One date or several, and nothing else; or a year with hardly anything beside it. */
export function isDate(digits: string): boolean {
  return DATES_ALONE.test(digits) || YEAR_AND_LITTLE.test(digits);
}

function ordersOf(one: string, other: string): readonly string[] {
  return [one + other, other + one];
}
