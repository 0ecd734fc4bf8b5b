import { describe, expect, it } from 'vitest';
import { lcg } from '../../../simulator/builders.ts';
import { judgeSoak, type Measure, MEASURES, type Sample } from '../../../bench/soak/judge.ts';

/** Three minutes of a kiosk that warms up and then only trembles, but for what `leak` adds an hour. */
function run(leak: Partial<Record<Measure, number>> = {}, minutes = 3): Sample[] {
  const random = lcg(5);
  return Array.from({ length: minutes * 20 }, (_, at) => {
    const atS = at * 3;
    const warming = 5 * Math.min(1, atS / (minutes * 15));
    const values = MEASURES.map((measure) => {
      const grown = ((leak[measure] ?? 0) * atS) / 3_600;
      return [measure, 100 + warming + grown + 0.2 * (random() - 0.5)] as const;
    });
    return { atS, ...(Object.fromEntries(values) as Record<Measure, number>) };
  });
}

const rising = (samples: readonly Sample[]) =>
  judgeSoak(samples)
    .filter((finding) => finding.rising)
    .map(({ measure }) => measure);

describe('judgeSoak', () => {
  it('takes warming up for no leak', () => {
    expect(judgeSoak(run()).map(({ measure }) => measure)).toEqual(MEASURES);
    expect(rising(run())).toEqual([]);
  });

  it.each([
    ['heapMib', 60],
    ['memoryMib', 200],
    ['nodes', 1_200],
    ['workers', 60],
    ['verdictMs', 1_000],
  ] as const)('finds a leak of %s in three minutes, and names nothing else', (measure, anHour) => {
    expect(rising(run({ [measure]: anHour }))).toEqual([measure]);
  });

  it('finds in two hours what is just above the limit', () => {
    expect(rising(run({ heapMib: 5 }, 120))).toEqual(['heapMib']);
  });

  it('leaves out what was not measured', () => {
    const samples = run().map((sample) => ({ ...sample, gpuMemoryMib: null }));
    expect(judgeSoak(samples).some(({ measure }) => measure === 'gpuMemoryMib')).toBe(false);
    expect(judgeSoak(samples.slice(0, 5))).toEqual([]);
  });
});
