/** @file Sweeps: every variant's changes fit, and one more change reaches all of them. */
import { describe, expect, it } from 'vitest';
import { withChangesToAll } from '../../../training/experiments/sweep.ts';
import { SWEEPS } from '../../../training/experiments/sweeps.ts';
import { withChanges } from '../../../training/train/load-config.ts';

describe('sweeps', () => {
  it.each(Object.entries(SWEEPS))('%s: its variants change what there is', (_, { base, variants }) => {
    for (const { changes } of variants) expect(() => withChanges(base, changes)).not.toThrow();
  });

  it('run on other pictures by one change to all variants', () => {
    const frames = withChangesToAll(SWEEPS['fake-term'], ['datasets=[["dfdc-frames"]]']);
    const [triplet, fake] = frames.variants.map(({ changes }) => withChanges(frames.base, changes));
    expect([triplet.datasets, fake.datasets]).toEqual([[['dfdc-frames']], [['dfdc-frames']]]);
    expect(triplet.losses[0]).toMatchObject({ kind: 'quadruplet', fakeWeight: 0 });
    expect(fake.losses).toMatchObject([{ fakeWeight: 1 }, { kind: 'held' }]);
    expect(() => withChangesToAll(SWEEPS['fake-term'], ['datazets=[]'])).toThrow('datazets');
  });
});
