import { describe, expect, it } from 'vitest';
import { judgePassive } from '../../../src/core/liveness/passive.ts';

describe('judgePassive', () => {
  it('is missing without a detector, pending before three frames', () => {
    expect(judgePassive([0.1, 0.1, 0.1], null)).toEqual({ state: 'missing', suspicion: null });
    expect(judgePassive([], 0.5)).toEqual({ state: 'pending', suspicion: null });
    expect(judgePassive([0.9, 0.9], 0.5)).toEqual({ state: 'pending', suspicion: null });
  });

  it('judges by the median', () => {
    expect(judgePassive([0.1, 0.9, 0.2], 0.5)).toEqual({ state: 'passed', suspicion: 0.2 });
    expect(judgePassive([0.8, 0.1, 0.9], 0.5)).toEqual({ state: 'failed', suspicion: 0.8 });
  });

  it('takes the higher of two in the middle, and the threshold itself for an attack', () => {
    expect(judgePassive([0.1, 0.6, 0.2, 0.9], 0.5)).toEqual({ state: 'failed', suspicion: 0.6 });
    expect(judgePassive([0.5, 0.5, 0.5], 0.5).state).toBe('failed');
  });

  it('refuses what is no probability', () => {
    expect(() => judgePassive([0.1, NaN, 0.2], 0.5)).toThrow(RangeError);
    expect(() => judgePassive([0.1], 1.5)).toThrow(RangeError);
  });
});
