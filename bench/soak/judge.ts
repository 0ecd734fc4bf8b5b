/** @file What a soak measured, as slopes, and whether one of them is a leak. Pure. */
import type { Interval } from '../../src/core/metrics/intervals.ts';
import { trendOf } from '../../src/core/metrics/trend.ts';

export const MEASURES = [
  'heapMib',
  'memoryMib',
  'gpuMemoryMib',
  'nodes',
  'listeners',
  'documents',
  'workers',
  'openFiles',
  'verdictMs',
] as const;

export type Measure = (typeof MEASURES)[number];

export interface Sample extends Readonly<Record<Measure, number | null>> {
  /** Since the first visit began. */
  readonly atS: number;
}

export interface Finding {
  readonly measure: Measure;
  readonly samples: number;
  readonly first: number;
  readonly last: number;
  /** Each hour. */
  readonly slope: number;
  readonly interval: Interval;
  readonly limit: number;
  /** Even the least slope that fits is above the limit. */
  readonly rising: boolean;
}

/**
 * The largest growth per hour that a kiosk may have: a week of it does no harm. Every run is judged by it, whatever
 * its length.
 */
const LIMITS: Readonly<Record<Measure, number>> = {
  heapMib: 4,
  memoryMib: 60,
  gpuMemoryMib: 30,
  nodes: 200,
  listeners: 200,
  documents: 1,
  workers: 1,
  openFiles: 20,
  verdictMs: 200,
};

/** Compilers and caches fill up at first. */
const WARM_UP_SHARE = 0.3;

const HOUR_S = 3_600;

/**
 * @param samples - Oldest first; the first 30 % are warm-up and left out.
 * @returns One finding for each measure that has enough samples.
 */
export function judgeSoak(samples: readonly Sample[]): readonly Finding[] {
  const lastS = samples.at(-1)?.atS ?? 0;
  const warm = samples.filter(({ atS }) => atS >= WARM_UP_SHARE * lastS);
  return MEASURES.flatMap((measure) => {
    const measured = warm.flatMap(({ atS, [measure]: value }) => (value === null ? [] : [{ atS, value }]));
    const values = measured.map(({ value }) => value);
    const trend = trendOf(
      measured.map(({ atS }) => atS / HOUR_S),
      values,
    );
    if (trend === null) return [];
    const limit = LIMITS[measure];
    return {
      measure,
      samples: values.length,
      first: values[0],
      last: values[values.length - 1],
      ...trend,
      limit,
      rising: trend.interval[0] > limit,
    };
  });
}
