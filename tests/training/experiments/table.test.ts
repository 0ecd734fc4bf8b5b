/** @file The table of an experiment: means and spreads over seeds, in the order of appearance. */
import { describe, expect, it } from 'vitest';
import type { ExperimentResult } from '../../../training/experiments/table.ts';
import { experimentMarkdown, experimentTable } from '../../../training/experiments/table.ts';

const RESULTS: readonly ExperimentResult[] = [
  { name: 'triplet', seed: 1, figures: { eer_real: 0.1, eer_fake: 0.4, 'img/s': 100 } },
  { name: '+ fake | λ 1', seed: 1, figures: { eer_real: 0.13, eer_fake: 0.02 } },
  { name: 'triplet', seed: 2, figures: { eer_real: 0.12, eer_fake: 0.44, 'img/s': 120 } },
];

describe('experiment table', () => {
  it('has a row per variant, with mean and sample deviation', () => {
    const table = experimentTable(RESULTS);
    expect(table.columns).toEqual(['eer_real', 'eer_fake', 'img/s']);
    expect(table.rows.map(({ name, seeds }) => [name, seeds])).toEqual([
      ['triplet', [1, 2]],
      ['+ fake | λ 1', [1]],
    ]);
    const [triplet, fake] = table.rows;
    expect(triplet.cells.eer_real?.mean).toBeCloseTo(0.11, 12);
    expect(triplet.cells.eer_real?.spread).toBeCloseTo(0.02 / Math.SQRT2, 12);
    expect(fake.cells.eer_real).toEqual({ mean: 0.13, spread: null, values: [0.13] });
    expect(fake.cells['img/s']).toBeNull();
  });

  it('reads as Markdown', () => {
    expect(experimentMarkdown(experimentTable(RESULTS))).toBe(
      '| variant | seeds | eer_real | eer_fake | img/s |\n' +
        '| --- | ---: | ---: | ---: | ---: |\n' +
        '| triplet | 2 | 0.1100 ± 0.0141 | 0.4200 ± 0.0283 | 110.0 ± 14.1 |\n' +
        '| + fake \\| λ 1 | 1 | 0.1300 | 0.0200 | – |\n',
    );
  });

  it('refuses one seed twice', () => {
    expect(() => experimentTable([RESULTS[0], RESULTS[0]])).toThrow(
      /"triplet" has two results with the seed 1/,
    );
  });
});
