/** @file What the last validation says: histograms of similarities, ROC and DET with the operating points. */
import type { PairKind, ValidationFile } from '../../run/events.ts';
import { figure } from '../../run/terminal-text.ts';
import { BINS, histogramsOf } from '../histogram.ts';
import { probit } from '../probit.ts';
import { thinned } from '../thin.ts';
import type { ChartPoint } from '../thin.ts';
import type { CurvePoint, Verification } from '../verification.ts';
import { dots, frame, line } from './frame.ts';
import type { DotOptions } from './frame.ts';
import type { Chart, Series } from './render.ts';

export const KIND_TITLES: Readonly<Record<PairKind, string>> = {
  genuine: 'same person',
  'other-person': 'other person',
  'fake-same-person': 'fake of the same person',
  'fake-same-video': 'fake of the same video',
  'fake-other-person': 'fake of another person',
};

interface Group {
  readonly name: string;
  readonly kinds: readonly PairKind[];
  readonly colour: number;
}

const FAKES = ['fake-same-person', 'fake-same-video', 'fake-other-person'] as const;

const GROUPS: readonly Group[] = [
  { name: 'positive', kinds: ['genuine'], colour: 0 },
  { name: 'negative', kinds: ['other-person'], colour: 1 },
  { name: 'fake', kinds: FAKES, colour: 2 },
];
const FAKE_GROUPS: readonly Group[] = FAKES.map((kind, index) => ({
  ...{ name: KIND_TITLES[kind], kinds: [kind], colour: index + 2 },
}));

/** Of the axes' length: finer than a pixel. */
const FINE = 1 / 800;

/** Ends of the DET axes. */
const DET_ENDS = [1e-4, 0.6] as const;
const DET_TICKS = [1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6];

/** Positive, negative and fake pairs. @returns Null when the validation has no pairs. */
export function histogramChart(file: ValidationFile): Chart | null {
  return densities(file, GROUPS, 1, {
    ...{ name: 'histogram', title: 'Similarities by kind of pair' },
    label: 'Densities of the similarities of positive, negative and fake pairs, in 20 bins',
  });
}

/** @returns Null when the validation has fewer than two kinds of fakes. */
export function fakeHistogramChart(file: ValidationFile): Chart | null {
  return densities(file, FAKE_GROUPS, 2, {
    ...{ name: 'fakes', title: 'Similarities of fakes by kind' },
    label: 'Densities of the similarities of the kinds of fake pairs, in 20 bins',
  });
}

function densities(
  { similarities }: ValidationFile,
  groups: readonly Group[],
  fewest: number,
  about: Omit<Chart, 'option'>,
): Chart | null {
  const found = groups
    .map((group) => ({ ...group, values: group.kinds.flatMap((kind) => similarities[kind] ?? []) }))
    .filter(({ values }) => values.length > 0);
  if (found.length < fewest) return null;
  const histogram = histogramsOf(found.map(({ values }) => values));
  const { edges } = histogram;
  const series = found.map(({ name, colour }, index) => {
    const tops = histogram.densities[index].flatMap((density, bin): ChartPoint[] => [
      [edges[bin], density],
      [edges[bin + 1], density],
    ]);
    return line(name, [[edges[0], 0], ...tops, [edges[BINS], 0]], { colour, area: 0.18 });
  });
  const axis = { name: 'cosine similarity', format: figure };
  const [min, max] = [Math.floor(edges[0] * 10) / 10, Math.ceil(edges[BINS] * 10) / 10];
  return { ...about, option: frame({ ...axis, min, max }, { name: 'density' }, series) };
}

/** FMR on a logarithmic axis, where the thresholds of a door lie. */
export function rocChart(verification: Verification): Chart {
  const lowest = Math.min(...verification.curves.map(({ pairs }) => 1 / pairs));
  const low = Math.min(0.1, 10 ** Math.floor(Math.log10(lowest)));
  const decades = -Math.log10(low);
  const place = ({ fmr, fnmr }: CurvePoint): ChartPoint => [Math.max(fmr, low), 1 - fnmr];
  const series = curveSeries(verification, place, (points) => {
    const positive = points.filter(({ fmr }) => fmr > 0);
    // Distances on a logarithmic axis are those of the exponents.
    const onAxis = positive.map(({ fmr, fnmr }): ChartPoint => [Math.log10(fmr), 1 - fnmr]);
    return thinned(onAxis, [decades * FINE, FINE]).map(([x, y]): ChartPoint => [10 ** x, y]);
  });
  return {
    ...{ name: 'roc', title: 'ROC', label: 'True match rate by false match rate for each kind of pair' },
    option: frame(
      { name: 'false match rate', scale: 'log', min: low, max: 1, format: figure },
      { name: 'true match rate', min: 0, max: 1 },
      series,
      verification.curves.map(({ kind }) => KIND_TITLES[kind]),
    ),
  };
}

/** Both axes in normal deviates. */
export function detChart(verification: Verification): Chart {
  const [low, high] = DET_ENDS.map(probit);
  const isInside = (rate: number): boolean => rate >= DET_ENDS[0] && rate <= DET_ENDS[1];
  const nearest = (rate: number): number => Math.min(high, Math.max(low, probit(rate)));
  const place = ({ fmr, fnmr }: CurvePoint): ChartPoint => [nearest(fmr), nearest(fnmr)];
  const step = (high - low) * FINE;
  const axis = {
    ...{ min: low, max: high, ticks: DET_TICKS.map(probit) },
    format: (deviate: number) =>
      `${figure(100 * DET_TICKS.reduce((a, b) => (distance(a, deviate) <= distance(b, deviate) ? a : b)))} %`,
  };
  return {
    ...{
      name: 'det',
      title: 'DET',
      label: 'False non-match rate by false match rate, both in normal deviates',
    },
    option: frame(
      { name: 'false match rate', ...axis },
      { name: 'false non-match rate', ...axis },
      curveSeries(verification, place, (points) => {
        const inRange = points.filter(({ fmr, fnmr }) => isInside(fmr) && isInside(fnmr));
        return thinned(inRange.map(place), [step, step]);
      }),
      verification.curves.map(({ kind }) => KIND_TITLES[kind]),
    ),
  };
}

const distance = (rate: number, deviate: number): number => Math.abs(probit(rate) - deviate);

const MARKS: readonly DotOptions['symbol'][] = ['diamond', 'triangle', 'rect'];

/**
 * A line per kind, a circle at its EER, and a mark for each operating point.
 *
 * @param place - Of a mark; one that lies outside goes to the edge.
 * @param draw - The part of a line that lies inside.
 */
function curveSeries(
  { curves }: Verification,
  place: (point: CurvePoint) => ChartPoint,
  draw: (points: readonly CurvePoint[]) => ChartPoint[],
): Series[] {
  return curves.flatMap(({ kind, points, eer, marked }, index) => {
    // Colours as in the histogram: positive has the first.
    const colour = index + 1;
    return [
      line(KIND_TITLES[kind], draw(points), { colour }),
      dots(`EER ${kind}`, [place({ fmr: eer.rate, fnmr: eer.rate })], { colour, symbol: 'circle', size: 10 }),
      ...marked.map((point, mark) =>
        dots(`${kind} ${mark}`, [place(point)], { colour, symbol: MARKS[mark % MARKS.length], size: 12 }),
      ),
    ];
  });
}
