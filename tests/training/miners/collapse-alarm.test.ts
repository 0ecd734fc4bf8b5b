/** @file The alarm fires for a loss that sits at its margin, once, and for no other. */
import { describe, expect, it } from 'vitest';
import { createCollapseAlarm } from '../../../training/miners/collapse-alarm.ts';
import type { CollapseAlarm, CollapseReading } from '../../../training/miners/collapse-alarm.ts';

/** @returns The readings, by number from 1, at which the alarm fired. */
function firesAt(alarm: CollapseAlarm, readings: readonly CollapseReading[]): number[] {
  let { start: state } = alarm;
  return readings.flatMap((reading, at) => {
    const next = alarm.observe(state, reading);
    ({ state } = next);
    return next.fires ? [at + 1] : [];
  });
}

const times = (count: number, reading: CollapseReading): CollapseReading[] =>
  Array.from({ length: count }, () => reading);

describe('collapse alarm', () => {
  const alarm = createCollapseAlarm({ margin: 0.3, fakeWeight: 2, patience: 4 });

  it('fires once when the loss sits at M(1 + λ), and again after a recovery', () => {
    const stuck = times(6, { loss: 0.905 });
    expect(firesAt(alarm, stuck)).toEqual([4]);
    expect(firesAt(alarm, [...stuck, { loss: 0.5 }, ...stuck])).toEqual([4, 11]);
  });

  it('fires at M alone, as without fakes, and at a gap of 0', () => {
    expect(firesAt(alarm, times(4, { loss: 0.3 }))).toEqual([4]);
    expect(firesAt(alarm, times(4, { loss: 0.7, gap: 0.001 }))).toEqual([4]);
  });

  it('stays silent while anything moves', () => {
    expect(firesAt(alarm, [...times(3, { loss: 0.9 }), { loss: 0.6 }, ...times(3, { loss: 0.9 })])).toEqual(
      [],
    );
    expect(firesAt(alarm, times(9, { loss: 0.7, gap: 0.2 }))).toEqual([]);
    expect(firesAt(alarm, times(9, { loss: NaN }))).toEqual([]);
  });

  it('knows the soft form: 2 ln 2', () => {
    const soft = createCollapseAlarm({ margin: null, patience: 2 });
    expect(firesAt(soft, times(2, { loss: 2 * Math.LN2 }))).toEqual([2]);
    expect(firesAt(soft, times(2, { loss: 1 }))).toEqual([]);
  });

  it('refuses options out of range', () => {
    expect(() => createCollapseAlarm({ margin: 0, patience: 2 })).toThrow(/margin/);
    expect(() => createCollapseAlarm({ margin: 1, patience: 0 })).toThrow(/patience/);
    expect(() => createCollapseAlarm({ margin: 1, patience: 2, tolerance: 1 })).toThrow(/tolerance/);
    expect(() => createCollapseAlarm({ margin: 1, patience: 2, fakeWeight: -1 })).toThrow(/fakeWeight/);
  });
});
