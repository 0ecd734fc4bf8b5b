import { expect, it } from 'vitest';
import { describeStore } from '../../bench/store-report.ts';

it('says each figure beside its target, and which was missed', () => {
  const lines = describeStore({
    ...{ people: 100_000, importMs: 61_000, badgeMs: 1_400, unlockMs: 3_000, checkedMs: 12_300 },
    ...{ longestTaskMs: 70, peakMb: 300, afterMb: 180, changeMs: 21.4, changeLongestTaskMs: 0, searchMs: 4 },
    machine: { cores: 2, cpu: 'a chip' },
    load: { before: 0.51, after: 1.49 },
  });
  expect(lines.slice(0, 4)).toEqual([
    '2 cores, a chip; load 0.5 to 1.5.',
    '100000 people, brought in from a file in 61.0 s.',
    'Badge and PIN opened 1.4 s after the press, the hash of the passphrase among it; every record was checked after 12.3 s.',
    '',
  ]);
  const rows = lines.slice(5).map((line) => line.split(/\s{2,}/u));
  expect(rows[0]).toEqual(['unlocking', '3000 ms', '≤ 6000 ms', 'met']);
  expect(rows[2].at(-1)).toBe('missed by 50 MB (20 %)');
  expect(rows.filter((row) => row.at(-1) === 'met')).toHaveLength(6);
});
