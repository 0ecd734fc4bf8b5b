import { describe, expect, it } from 'vitest';
import { judgeContinuity } from '../../../src/core/liveness/continuity.ts';

describe('judgeContinuity', () => {
  it('is pending until two frames were embedded', () => {
    expect(judgeContinuity([])).toEqual({ state: 'pending', suspicion: null });
  });

  it('passes a face that goes on', () => {
    const finding = judgeContinuity([0.98, 0.9, 0.95]);
    expect(finding.state).toBe('passed');
    expect(finding.suspicion).toBeLessThan(0.2);
  });

  it('fails at one cut, however well the rest fits', () => {
    expect(judgeContinuity([0.98, 0.97, 0.1, 0.98])).toEqual({ state: 'failed', suspicion: 1 });
  });

  it('keeps to the threshold of another embedder', () => {
    expect(judgeContinuity([0.4], 0.3).state).toBe('passed');
    expect(judgeContinuity([0.9], 0.95).state).toBe('failed');
  });

  it('does not take what is no number for a face that goes on', () => {
    expect(judgeContinuity([0.9, NaN]).state).toBe('failed');
  });
});
