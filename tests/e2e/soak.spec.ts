/** @file Three minutes of `npm run soak`: nothing of the kiosk grows from visit to visit. */
import { expect, test } from '@playwright/test';
import { judgeSoak, type Measure, MEASURES } from '../../bench/soak/judge.ts';
import { HEADER, rowsOf, summaryOf } from '../../bench/soak/report.ts';
import { runSoak } from '../../bench/soak/run-soak.ts';
import { textTable } from '../../scripts/lib/terminal/text-table.ts';

const MINUTES = 3;
/** What three minutes can show on a busy machine. The test prints the rest, which a longer soak judges. */
const TOLD_SOON: readonly Measure[] = ['heapMib', 'nodes', 'listeners', 'documents', 'workers'];
/**
 * Factor on the limits that hold for hours, because compilers and caches still fill up. A screen that leaks at each
 * visit grows far more.
 */
const SOON_FACTOR = 3;
/** A slow machine misses a visit now and then. */
const LET_IN_SHARE = 0.9;

test('for three minutes nothing grows', async () => {
  const soak = await runSoak(MINUTES, () => undefined);
  const findings = judgeSoak(soak.samples);
  console.log([summaryOf(soak), ...textTable(HEADER, rowsOf(findings))].join('\n'));
  expect(findings.map(({ measure }) => measure)).toEqual(MEASURES);
  const rising = findings.filter(
    ({ measure, interval, limit }) => TOLD_SOON.includes(measure) && interval[0] > SOON_FACTOR * limit,
  );
  expect(rising).toEqual([]);
  expect(soak.notGranted.length, soak.notGranted.join()).toBeLessThanOrEqual(
    (1 - LET_IN_SHARE) * soak.visits,
  );
});
