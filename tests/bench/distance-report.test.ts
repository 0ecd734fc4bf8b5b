/** @file The table of distances: shares of frames, and what came of the visits. */
import { expect, it } from 'vitest';
import { describeDistance } from '../../bench/distance/report.ts';
import { GOOD_QUALITY } from '../../simulator/builders.ts';

const FRAME = { widthPx: 640, heightPx: 480 };

it('counts frames by what each purpose asks, and visits by what became of them', () => {
  const good = { frame: FRAME, quality: { ...GOOD_QUALITY, interocularPx: 70 } };
  const small = { frame: FRAME, quality: { ...GOOD_QUALITY, interocularPx: 32 } };
  const nobody = { frame: FRAME, quality: null };
  const visit = (outcome: 'granted' | 'denied', reason: string) => ({
    outcome,
    reason,
    fromFirstFaceMs: 1_000,
  });
  const lines = describeDistance({
    ...{ viewDeg: 45.02, widthPx: 640 },
    trials: [
      {
        distanceMm: 1_500,
        frames: [good, small, small, nobody],
        attempts: [
          visit('granted', 'matched'),
          visit('denied', 'livenessFailed'),
          visit('granted', 'matched'),
        ],
      },
      { distanceMm: 3_000, frames: [nobody], attempts: [] },
    ],
  });
  expect(lines[0]).toContain('640 px and 45°');
  const rows = lines.slice(4).map((line) => line.trim().split(/\s{2,}/u));
  expect(rows[0].slice(0, 5)).toEqual(['1.5', '32', '75 %', '75 %', '25 %']);
  expect(rows[0].slice(6)).toEqual(['2 of 3', 'livenessFailed']);
  expect(rows[1]).toEqual(['3.0', '–', '0 %', '0 %', '0 %', '–', '0 of 0']);
});
