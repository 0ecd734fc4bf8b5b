/** @file How cues join into one finding, per policy. */
import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../../src/core/decision/policies.ts';
import { joinCues, SUSPICION_LIMIT } from '../../../src/core/liveness/join-cues.ts';
import type { CueFinding, CueName } from '../../../src/core/liveness/types.ts';

const passed = (suspicion: number | null = 0): CueFinding => ({ state: 'passed', suspicion });
const MISSING: CueFinding = { state: 'missing', suspicion: null };
const PENDING: CueFinding = { state: 'pending', suspicion: null };
const FAILED: CueFinding = { state: 'failed', suspicion: 1 };

const ALL_PASSED: Record<CueName, CueFinding> = {
  challenge: passed(),
  light: passed(),
  depth: passed(),
  passive: passed(),
  continuity: passed(),
};
const join = (policy: keyof typeof POLICIES, change: Partial<Record<CueName, CueFinding>>) =>
  joinCues({ ...ALL_PASSED, ...change }, POLICIES[policy].liveness.cues);

describe('joining cues', () => {
  it('passes when all have passed', () => {
    for (const policy of ['convenience', 'standard', 'strict'] as const) {
      expect(join(policy, {})).toEqual({ state: 'passed', suspicion: 0 });
    }
  });

  it.each(['challenge', 'continuity'] as const)('fails, waits and misses with %s in standard', (cue) => {
    expect(join('standard', { [cue]: FAILED }).state).toBe('failed');
    expect(join('standard', { [cue]: MISSING }).state).toBe('missing');
    expect(join('standard', { [cue]: PENDING }).state).toBe('pending');
  });

  it('asks for the light in strict only', () => {
    expect(join('strict', { light: MISSING }).state).toBe('missing');
    expect(join('standard', { light: FAILED }).state).toBe('passed');
    expect(join('convenience', { light: FAILED, challenge: FAILED, depth: FAILED }).state).toBe('passed');
  });

  it('does without depth neither in standard nor in strict', () => {
    for (const policy of ['standard', 'strict'] as const) {
      expect(join(policy, { depth: MISSING }).state).toBe('missing');
      expect(join(policy, { depth: FAILED }).state).toBe('failed');
    }
  });

  it('does without an attack detector everywhere, but hears one that is there', () => {
    for (const policy of ['convenience', 'standard', 'strict'] as const) {
      expect(join(policy, { passive: MISSING }).state).toBe('passed');
      expect(join(policy, { passive: FAILED }).state).toBe('failed');
    }
  });

  it('weighs suspicions that each would pass', () => {
    // Standard: (1·0 + 1·0.9 + 2·0.4 + 1·0.4) ÷ 5 = 0.42; with passive at 0.7: 0.54.
    const some = { depth: passed(0.9), continuity: passed(0.4) };
    const joined = join('standard', { ...some, passive: passed(0.4) });
    expect(joined.state).toBe('passed');
    expect(joined.suspicion).toBeCloseTo(0.42, 12);
    expect(join('standard', { ...some, passive: passed(0.7) }).state).toBe('failed');
  });

  it('leaves out who has not spoken, and takes the limit itself for too much', () => {
    expect(join('convenience', { passive: MISSING, continuity: passed(0.4) }).suspicion).toBe(0.4);
    expect(join('convenience', { passive: MISSING, continuity: PENDING }).suspicion).toBeNull();
    expect(join('convenience', { passive: MISSING, continuity: passed(SUSPICION_LIMIT) }).state).toBe(
      'failed',
    );
    expect(join('convenience', { passive: passed(NaN) }).state).toBe('failed');
  });
});
