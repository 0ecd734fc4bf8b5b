/**
 * @file Draws bar charts as SVG text. Touches no page: the text is shown as a picture. A chart library would be a
 * seventh of what the pages weigh.
 */

export interface BarSeries {
  readonly name: string;
  readonly colour: string;
  /** One per category; counts. */
  readonly values: readonly number[];
}

export interface BarChartData {
  readonly categories: readonly string[];
  /** Stacked on each other. */
  readonly series: readonly BarSeries[];
  /** Horizontal bars, the first category on top, each below its name. */
  readonly lying: boolean;
}

/** Colours as CSS writes them. */
export interface ChartLook {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly font: string;
  readonly ink: string;
  readonly line: string;
  /** What the chart lies on; the patterns' marks have this colour. */
  readonly ground: string;
  /** Read from right to left: so run the categories, and lying bars. */
  readonly mirrored: boolean;
  /** How the page's language writes a count. */
  readonly countText: (count: number) => string;
}

const TEXT_PX = 13;
const LINE_PX = 20;
const SWATCH_PX = 14;
const GAP_PX = 8;
/** Of the text's height; wide letters such as ш are counted with narrow ones. */
const LETTER_WIDTH = 0.62;
const MOST_TICKS = 5;
const WIDEST_BAR_PX = 28;
const LYING_BAR_PX = 10;

/** A place of text. The side that it begins at is the right one where the page is read from right to left. */
interface Label {
  readonly text: string;
  readonly x: number;
  /** Of its middle. */
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** @returns A whole SVG document. Series differ by pattern as well as by colour. */
export function drawBarChart(data: BarChartData, look: ChartLook): string {
  const { widthPx, heightPx, font, mirrored, ground } = look;
  const patterns = data.series.map((one, index) => patternOf(one, index, escaped(ground)));
  const parts = data.lying ? lyingParts(data, look) : standingParts(data, look);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" ` +
    `viewBox="0 0 ${widthPx} ${heightPx}" font-family="${escaped(font)}" font-size="${TEXT_PX}" ` +
    `direction="${mirrored ? 'rtl' : 'ltr'}"><defs>${patterns.join('')}</defs>` +
    `${parts.join('')}</svg>`
  );
}

function standingParts({ categories, series }: BarChartData, look: ChartLook): string[] {
  const { widthPx, heightPx, line, countText } = look;
  const legend = series.length > 1 ? legendOf(series, look) : { parts: [], heightPx: TEXT_PX };
  const totals = categories.map((_, at) => sumAt(series, at));
  const step = tickStep(Math.max(0, ...totals));
  const top = Math.max(step, Math.ceil(Math.max(0, ...totals) / step) * step);
  const ticks = Array.from({ length: top / step + 1 }, (_, at) => at * step);
  const axisPx = Math.max(...ticks.map((tick) => textWidth(countText(tick)))) + GAP_PX;
  const [firstY, lastY] = [legend.heightPx, heightPx - LINE_PX - GAP_PX / 2];
  const heightOf = (count: number): number => ((lastY - firstY) * count) / top;
  const bandPx = (widthPx - axisPx) / categories.length;
  const barPx = Math.min(WIDEST_BAR_PX, bandPx * 0.7);
  const widest = Math.max(...categories.map(textWidth)) + 2 * GAP_PX;
  // Names that would run into each other are left out, evenly.
  const every = Math.max(1, Math.ceil(widest / bandPx));
  return [
    ...legend.parts,
    ...ticks.flatMap((tick) => {
      const y = lastY - heightOf(tick);
      return [
        rect(axisPx, y, widthPx - axisPx, 1, line, look),
        textAt({ text: countText(tick), x: axisPx - GAP_PX / 2, y, anchor: 'end' }, look),
      ];
    }),
    ...categories.flatMap((text, at) => {
      const middle = axisPx + bandPx * (at + 0.5);
      let y = lastY;
      const bars = series.map(({ values }, index) => {
        const height = heightOf(values[at]);
        y -= height;
        return values[at] > 0 ? rect(middle - barPx / 2, y, barPx, height, fillOf(index), look) : '';
      });
      if (at % every === 0) {
        const half = textWidth(text) / 2;
        const x = Math.min(widthPx - half, middle);
        bars.push(textAt({ text, x, y: heightPx - LINE_PX / 2, anchor: 'middle' }, look));
      }
      return bars;
    }),
  ];
}

function lyingParts({ categories, series }: BarChartData, look: ChartLook): string[] {
  const { widthPx, heightPx, countText } = look;
  const bandPx = heightPx / categories.length;
  const totals = categories.map((_, at) => sumAt(series, at));
  const most = Math.max(1, ...totals);
  const longestPx = widthPx - Math.max(...totals.map((total) => textWidth(countText(total)))) - GAP_PX;
  return categories.flatMap((text, at) => {
    const nameY = bandPx * at + LINE_PX / 2;
    const barY = bandPx * at + LINE_PX;
    let x = 0;
    const bars = series.map(({ values }, index) => {
      const width = (longestPx * values[at]) / most;
      x += width;
      return rect(x - width, barY, width, LYING_BAR_PX, fillOf(index), look);
    });
    const count = { text: countText(totals[at]), x: x + GAP_PX / 2, y: barY + LYING_BAR_PX / 2 };
    return [
      textAt({ text, x: 0, y: nameY, anchor: 'start' }, look),
      ...bars,
      textAt({ ...count, anchor: 'start' }, look),
    ];
  });
}

/** The names of the series, in as many lines as they need. */
function legendOf(
  series: readonly BarSeries[],
  look: ChartLook,
): { readonly parts: readonly string[]; readonly heightPx: number } {
  let x = 0;
  let y = LINE_PX / 2;
  const parts = series.flatMap(({ name }, index) => {
    const itemPx = SWATCH_PX + GAP_PX / 2 + textWidth(name);
    if (x > 0 && x + itemPx > look.widthPx) [x, y] = [0, y + LINE_PX];
    const item = [
      rect(x, y - SWATCH_PX / 2, SWATCH_PX, SWATCH_PX, fillOf(index), look),
      textAt({ text: name, x: x + SWATCH_PX + GAP_PX / 2, y, anchor: 'start' }, look),
    ];
    x += itemPx + 2 * GAP_PX;
    return item;
  });
  return { parts, heightPx: y + LINE_PX };
}

/** The first plain, the second striped, the third dotted. */
function patternOf({ colour }: BarSeries, index: number, ground: string): string {
  const mark = [
    '',
    `<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="${ground}" stroke-opacity="0.6" stroke-width="1.5"/>`,
    `<circle cx="4" cy="4" r="1.6" fill="${ground}" fill-opacity="0.65"/>`,
  ][index % 3];
  return (
    `<pattern id="s${index}" width="8" height="8" patternUnits="userSpaceOnUse">` +
    `<rect width="8" height="8" fill="${escaped(colour)}"/>${mark}</pattern>`
  );
}

function fillOf(index: number): string {
  return `url(#s${index})`;
}

/** @param x - From the side where reading begins. */
function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  { widthPx, mirrored }: ChartLook,
): string {
  const left = mirrored ? widthPx - x - width : x;
  const [l, t, w, h] = [left, y, width, height].map((value) => value.toFixed(1));
  return `<rect x="${l}" y="${t}" width="${w}" height="${h}" fill="${escaped(fill)}"/>`;
}

function textAt({ text, x, y, anchor }: Label, { widthPx, mirrored, ink }: ChartLook): string {
  const left = (mirrored ? widthPx - x : x).toFixed(1);
  return (
    `<text x="${left}" y="${(y + TEXT_PX * 0.35).toFixed(1)}" text-anchor="${anchor}" ` +
    `fill="${escaped(ink)}">${escaped(text)}</text>`
  );
}

/** A whole 1, 2 or 5 with zeros, so that there are few lines. */
function tickStep(most: number): number {
  for (let power = 1; ; power *= 10) {
    const step = [1, 2, 5].find((one) => one * power * (MOST_TICKS - 1) >= most);
    if (step !== undefined) return step * power;
  }
}

function sumAt(series: readonly BarSeries[], at: number): number {
  return series.reduce((sum, { values }) => sum + values[at], 0);
}

function textWidth(text: string): number {
  return Array.from(text).length * TEXT_PX * LETTER_WIDTH;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
