/** @file The bench of a fleet's doors in Chromium as text. Pure. */
import type { Target } from '../report.ts';
import { firstReadingTarget, most, table } from './report.ts';
import type { TabletsBench } from './tablets.bench.ts';

export function tabletsTargets(bench: TabletsBench): Target[] {
  const { people, changes, firstReadingMs, returnMs, toOtherTablet } = bench;
  return [
    most(`first reading of ${people} people`, firstReadingMs / 1_000, firstReadingTarget(people), 's'),
    most('longest task of the page meanwhile', bench.longestTaskMs, 100, 'ms'),
    most(`back after ${changes} changes`, returnMs / 1_000, 2, 's'),
    most('longest task of the page meanwhile', bench.returnLongestTaskMs, 100, 'ms'),
    most('saved at one tablet, known at another, p95', toOtherTablet?.p95 ?? null, 50, 'ms'),
    most('requests to another origin', bench.foreignRequests.length, 0, ''),
  ];
}

export function describeTablets(bench: TabletsBench): string[] {
  const { people, peakMb, afterMb, toOtherTablet } = bench;
  return [
    `${people} people; the tablet took ${peakMb.toFixed(0)} MB for them at most, ${afterMb.toFixed(0)} MB afterwards. ` +
      `From tablet to tablet p50 ${toOtherTablet?.p50.toFixed(1)} ms.`,
    '',
    ...table(tabletsTargets(bench)),
  ];
}
