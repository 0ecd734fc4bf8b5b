import { expect, it } from 'vitest';
import { describeLists } from '../../bench/lists-report.ts';

it('says what was waited for, how long the page paused, and what it weighed', () => {
  const lines = describeLists({
    entries: 5_000,
    people: 500,
    choosing: { photosEach: 7, ms: 1_260, memoryMb: 80.4 },
    machine: { cores: 2, cpu: 'a chip' },
    load: { before: 0.51, after: 1.49 },
    steps: [
      { name: 'Records: first page', ms: 412.4, longestTaskMs: 0, heapMb: null },
      { name: 'Records: charts', ms: 1_234.5, longestTaskMs: 87.6, heapMb: 61.2 },
    ],
  });
  expect(lines).toEqual([
    '2 cores, a chip; load 0.5 to 1.5.',
    'Choosing among 500 people of 7 photos each: 1.3 s, 80 MB.',
    '5000 entries of the log, 500 people.',
    '',
    'step                   ms  longest task, ms  heap, MB',
    'Records: first page   412              < 50',
    'Records: charts      1235                88        61',
  ]);
});
