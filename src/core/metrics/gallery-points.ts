/** @file Thresholds for galleries of stated sizes, from what a `GalleryTally` counted, with bootstrap intervals. */
import { randomInteger, type Rng } from '../rng/rng.ts';
import type { GalleryPoint } from '../manifest/types.ts';
import { edgeThreshold, GALLERY_EDGES, type PersonRates } from './gallery-tally.ts';
import type { Interval } from './intervals.ts';
import { impostorPairsNeeded } from './operating-points.ts';

const FPIR_TARGETS: readonly number[] = [1e-2, 1e-3, 1e-4];

/** Enough for the ends of a 95 % interval. */
const REPLICATES = 200;
const [LOWER, UPPER] = [0.025, 0.975];

/**
 * Every data set counts as much as the next, whatever its size, and every image as much as another of its set.
 *
 * @param people - From {@link GalleryTally.rates}.
 * @param sizes - Those of the tally, in its order.
 * @param rng - Draws the people of the bootstrap anew, within their sets.
 * @returns By rising size, then by falling FPIR. What too few comparisons were made for is left out.
 * @throws RangeError when nobody is there, or nobody with a template.
 */
export function galleryPoints(
  people: readonly PersonRates[],
  sizes: readonly number[],
  rng: Rng,
  fpirTargets: readonly number[] = FPIR_TARGETS,
): GalleryPoint[] {
  if (!people.some(({ enrolledProbes }) => enrolledProbes > 0)) {
    throw new RangeError('Galleries need people with a template and further photos. Bring more photos each.');
  }
  const sets = peopleBySet(people);
  const comparisons = people.reduce((sum, one) => sum + one.comparisons, 0);
  const once = new Float64Array(people.length).fill(1);
  const drawn = Array.from({ length: REPLICATES }, () => drawPeople(sets, people.length, rng));
  return sizes.flatMap((size, at) => {
    const curve = fpirCurve(people, sets, at, once);
    const curves = drawn.map((times) => fpirCurve(people, sets, at, times));
    const supported = fpirTargets.filter((fpir) => comparisons >= impostorPairsNeeded(fpir / size));
    return supported.map((fpir): GalleryPoint => {
      // Rounded up, so that the rate is kept.
      const threshold = Math.ceil(thresholdOn(curve, fpir) * 1e4) / 1e4;
      const missed = missedAt(people, size, threshold);
      return {
        people: size,
        fpir,
        threshold,
        thresholdInterval: intervalOf(curves.map((one) => thresholdOn(one, fpir))),
        fpirInterval: intervalOf(curves.map((one) => rateOn(one, threshold))),
        fnir: fnirOf(people, sets, missed, once),
        fnirInterval: intervalOf(drawn.map((times) => fnirOf(people, sets, missed, times))),
      };
    });
  });
}

/** Of one gallery size, without intervals. */
export interface GalleryRates {
  /** The lowest threshold that takes at most that share of strangers for somebody. */
  thresholdFor(fpir: number): number;
  /** @returns Share of strangers taken for somebody at a threshold. */
  fpir(threshold: number): number;
  /** @returns Share of searches of enrolled people that do not find them; NaN where nobody is enrolled. */
  fnir(threshold: number): number;
}

/** @param people - Those whose probes count; of as many sets as are to weigh the same. */
export function galleryRates(
  people: readonly PersonRates[],
  sizes: readonly number[],
  size: number,
): GalleryRates {
  const sets = peopleBySet(people);
  const once = new Float64Array(people.length).fill(1);
  const curve = fpirCurve(people, sets, sizes.indexOf(size), once);
  return {
    thresholdFor: (fpir) => thresholdOn(curve, fpir),
    fpir: (threshold) => rateOn(curve, threshold),
    fnir: (threshold) => fnirOf(people, sets, missedAt(people, size, threshold), once),
  };
}

function peopleBySet(people: readonly PersonRates[]): number[][] {
  const sets = new Map<string, number[]>();
  for (const [at, { set }] of people.entries()) {
    const members = sets.get(set);
    if (members) members.push(at);
    else sets.set(set, [at]);
  }
  return [...sets.values()];
}

/** How often each person counts when as many people of each set are drawn as it has, some more than once. */
function drawPeople(sets: readonly (readonly number[])[], count: number, rng: Rng): Float64Array {
  const times = new Float64Array(count);
  for (const members of sets) {
    for (let draw = 0; draw < members.length; draw += 1) {
      times[members[randomInteger(rng, 0, members.length - 1)]] += 1;
    }
  }
  return times;
}

/** @returns FPIR by edge, falling. */
function fpirCurve(
  people: readonly PersonRates[],
  sets: readonly (readonly number[])[],
  size: number,
  times: Float64Array,
): Float64Array {
  const curve = new Float64Array(GALLERY_EDGES);
  for (const members of sets) {
    const images = members.reduce((sum, at) => sum + times[at] * people[at].probes, 0);
    for (const at of members) {
      const weight = (times[at] * people[at].probes) / (images * sets.length);
      if (weight === 0) continue;
      const row = people[at].taken[size];
      for (let edge = 0; edge < GALLERY_EDGES && row[edge] > 0; edge += 1) curve[edge] += weight * row[edge];
    }
  }
  return curve;
}

/** Between two edges the rate's logarithm is taken to run straight. */
function thresholdOn(curve: Float64Array, fpir: number): number {
  const edge = curve.findIndex((rate) => rate <= fpir);
  if (edge <= 0) return edgeThreshold(0);
  const [above, below] = [curve[edge - 1], curve[edge]];
  if (below === 0) return edgeThreshold(edge);
  return edgeThreshold(edge - 1 + Math.log(above / fpir) / Math.log(above / below));
}

function rateOn(curve: Float64Array, threshold: number): number {
  const place = Math.max(0, threshold / edgeThreshold(1));
  const edge = Math.floor(place);
  if (edge >= GALLERY_EDGES - 1) return 0;
  const [above, below] = [curve[edge], curve[edge + 1]];
  if (below === 0) return place > edge ? 0 : above;
  return above * (below / above) ** (place - edge);
}

/** By person: the sum over their images of the chance not to be recognised. */
function missedAt(people: readonly PersonRates[], size: number, threshold: number): Float64Array {
  return Float64Array.from(people, ({ enrolledProbes, missed }) =>
    enrolledProbes === 0 ? 0 : enrolledProbes * missed(size, threshold),
  );
}

function fnirOf(
  people: readonly PersonRates[],
  sets: readonly (readonly number[])[],
  missed: Float64Array,
  times: Float64Array,
): number {
  const means = sets.flatMap((members) => {
    const images = members.reduce((sum, at) => sum + times[at] * people[at].enrolledProbes, 0);
    return images === 0 ? [] : members.reduce((sum, at) => sum + times[at] * missed[at], 0) / images;
  });
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

function intervalOf(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return [at(LOWER), at(UPPER)];
}
