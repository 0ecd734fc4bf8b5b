/** @file The bench of distances as text. Pure. */
import { textTable } from '../../scripts/lib/terminal/text-table.ts';
import { percent } from '../../src/core/metrics/percent.ts';
import { percentile } from '../../src/core/metrics/statistics.ts';
import { assessQuality } from '../../src/core/quality/assess.ts';
import type { QualityPurpose } from '../../src/core/quality/limits.ts';
import type { DistanceBench, DistanceTrial } from './distance.bench.ts';
import type { NotedFrame } from './note-quality.ts';

const HEADER = [
  'distance m',
  'eyes apart px',
  'face found',
  'good for the door',
  'good to enrol',
  'quality',
  'let in',
  'otherwise',
];

export function describeDistance({ viewDeg, widthPx, trials }: DistanceBench): string[] {
  return [
    `A drawn person before a drawn camera of ${widthPx} px and ${viewDeg.toFixed(0)}° from left to right.`,
    'Shares are of the frames in which nothing was asked of her.',
    '',
    ...textTable(HEADER, trials.map(rowOf), [0, 1, 2, 3, 4, 5]),
  ];
}

function rowOf({ distanceMm, frames, attempts }: DistanceTrial): string[] {
  const found = frames.flatMap(({ frame, quality }) => (quality === null ? [] : [{ frame, quality }]));
  const apart = percentile(
    found.map(({ quality }) => quality.interocularPx),
    0.5,
  );
  const overall = percentile(
    found.map(({ frame, quality }) => assessQuality(quality, 'enrolment', { frame }).overall),
    0.5,
  );
  const granted = attempts.filter(({ outcome }) => outcome === 'granted').length;
  const reasons = [
    ...new Set(attempts.filter(({ outcome }) => outcome !== 'granted').map(({ reason }) => reason)),
  ];
  return [
    (distanceMm / 1_000).toFixed(1),
    apart?.toFixed(0) ?? '–',
    frames.length === 0 ? '–' : percent(found.length / frames.length),
    goodShare(frames, 'check'),
    goodShare(frames, 'enrolment'),
    overall?.toFixed(2) ?? '–',
    `${granted} of ${attempts.length}`,
    reasons.join(', '),
  ];
}

function goodShare(frames: readonly NotedFrame[], purpose: QualityPurpose): string {
  if (frames.length === 0) return '–';
  const good = frames.filter(({ frame, quality }) => assessQuality(quality, purpose, { frame }).ok);
  return percent(good.length / frames.length);
}
