/** @file Three minutes of `npm run soak`: nothing of the kiosk grows from visit to visit. */
import { expect, test } from '@playwright/test';
import { judgeSoak, MEASURES } from '../soak/judge.ts';
import { HEADER, rowsOf, summaryOf } from '../soak/report.ts';
import { runSoak } from '../soak/run-soak.ts';
import { textTable } from '../../scripts/lib/text-table.ts';

const MINUTES = 3;

test.describe.configure({ timeout: 420_000 });

test('for three minutes nothing grows', async () => {
  const soak = await runSoak(MINUTES, () => undefined);
  const findings = judgeSoak(soak.samples);
  console.log([summaryOf(soak), ...textTable(HEADER, rowsOf(findings))].join('\n'));
  expect(findings.map(({ measure }) => measure)).toEqual(MEASURES);
  expect(findings.filter(({ rising }) => rising)).toEqual([]);
  expect(soak.notGranted).toEqual([]);
});
