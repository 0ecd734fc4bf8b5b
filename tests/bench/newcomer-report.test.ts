/** @file Whether a newcomer's way is short enough, and how it is told. */
import { expect, it } from 'vitest';
import { describeNewcomer, newcomerTargets } from '../../bench/newcomer/report.ts';
import { verdictOn } from '../../bench/report.ts';

const START = { what: 'npm start builds and serves', taps: 0, waitedMs: 20_000 };
const press = (what: string, waitedMs: number) => ({ what, taps: 1, waitedMs });
const presses = (count: number, waitedMs: number) =>
  Array.from({ length: count }, () => press('Next', waitedMs));

const verdicts = (steps: Parameters<typeof newcomerTargets>[0]['steps']) =>
  newcomerTargets({ steps }).map(verdictOn);

it('allows 15 taps and 60 s, and no more', () => {
  expect(verdicts([START, ...presses(15, 2_000)])).toEqual(['met', 'met']);
  expect(verdicts([START, ...presses(16, 2_000)])).toEqual(['missed by 1  (7 %)', 'met']);
  expect(verdicts([START, ...presses(15, 3_000)])).toEqual(['met', 'missed by 5 s (8 %)']);
});

it('numbers the taps, and leaves npm ci out of the sum', () => {
  const lines = describeNewcomer({
    installMs: 31_000,
    steps: [START, press('Set up this kiosk', 1_250)],
    load: { before: 0.5, after: 1.5 },
  });
  expect(lines[0]).toBe('npm ci took 31.0 s, which is not counted.');
  expect(lines.slice(3, 5).map((line) => line.trim().split(/\s{2,}/u))).toEqual([
    ['npm start builds and serves', '20.0'],
    ['1', 'Set up this kiosk', '1.3'],
  ]);
  expect(lines.at(-3)).toMatch(/^1 taps .* and 21\.3 s of waiting/u);
});
