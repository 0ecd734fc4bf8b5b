/** @file A drill counts one answer per attempt, logs it before it counts, and keeps nothing else of it. */
import { describe, expect, it, vi } from 'vitest';
import { verdictOf } from '../../simulator/builders.ts';
import type { DrillAttempt } from '../../src/core/site/drill.ts';
import { drillAttempts, drillJson } from '../../src/kiosk/drill-export.ts';
import { DrillRun } from '../../src/kiosk/drill-run.ts';
import { logOf } from '../storage/log/support.ts';

const CONDITIONS = { policy: 'standard', embedder: 'toy' } as const;

function run(attempts: number): { drill: DrillRun; logged: DrillAttempt[] } {
  const logged: DrillAttempt[] = [];
  const drill = new DrillRun({ species: 'print', attempts }, CONDITIONS, (attempt) => {
    logged.push(attempt);
    return Promise.resolve();
  });
  return { drill, logged };
}

describe('DrillRun', () => {
  it('takes a verdict only while an attempt is under way, and one for each', async () => {
    const { drill, logged } = run(2);
    await drill.answer(verdictOf({ outcome: 'granted' }));
    expect(logged).toEqual([]);
    drill.begin();
    await drill.answer(verdictOf({ outcome: 'granted' }));
    await drill.answer(verdictOf({ outcome: 'denied' }));
    drill.begin();
    drill.abandon();
    await drill.answer(verdictOf({ outcome: 'denied' }));
    drill.begin();
    await drill.answer(null);
    expect(drill.answered.map(({ response }) => response)).toEqual(['accepted', 'none']);
    expect(drill.over).toBe(true);
    drill.begin();
    await drill.answer(verdictOf({ outcome: 'timedOut' }));
    expect(logged).toHaveLength(2);
  });

  it('keeps neither who it was nor how near they came', async () => {
    const { drill, logged } = run(1);
    drill.begin();
    await drill.answer(verdictOf({ outcome: 'timedOut' }));
    expect(logged).toEqual([{ ...CONDITIONS, species: 'print', response: 'refused', reason: 'matched' }]);
  });

  it('does not count what could not be logged', async () => {
    const onAnswer = vi.fn();
    const drill = new DrillRun({ species: null, attempts: 1 }, CONDITIONS, () =>
      Promise.reject(new Error('full')),
    );
    drill.addEventListener('answer', onAnswer);
    drill.begin();
    await expect(drill.answer(verdictOf({ outcome: 'granted' }))).rejects.toThrow('full');
    expect(drill.answered).toEqual([]);
    expect(onAnswer).not.toHaveBeenCalled();
  });
});

describe('drillJson', () => {
  it('takes drills out of the log and rates each policy and model by itself', () => {
    const attempt: DrillAttempt = { ...CONDITIONS, species: 'print', response: 'refused', reason: null };
    const attempts = drillAttempts(
      logOf([
        [1_000, { kind: 'unlocked' }],
        [1_001, { kind: 'drill', attempt }],
        [1_002, { kind: 'drill', attempt: { ...attempt, policy: 'strict', response: 'accepted' } }],
      ]),
    );
    expect(attempts.map(({ atMs }) => atMs)).toEqual([1_001, 1_002]);
    const { rates } = JSON.parse(drillJson(attempts)) as { rates: unknown[] };
    expect(rates).toMatchObject([
      { policy: 'standard', worst: { species: 'print', rate: 0, bound: 1 } },
      { policy: 'strict', worst: { species: 'print', rate: 1 } },
    ]);
  });
});
