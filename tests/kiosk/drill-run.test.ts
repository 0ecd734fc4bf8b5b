/** @file A drill counts one answer per attempt, logs it before it counts, and keeps nothing else of it. */
import { describe, expect, it, vi } from 'vitest';
import type { Verdict } from '../../src/core/decision/types.ts';
import type { DrillAttempt } from '../../src/core/site/drill.ts';
import type { AuditEntry } from '../../src/storage/types.ts';
import { drillAttempts, drillJson } from '../../src/kiosk/drill-export.ts';
import { DrillRun } from '../../src/kiosk/drill-run.ts';

const verdict = (outcome: Verdict['outcome']): Verdict =>
  ({ outcome, reason: 'matched', subjectId: 's1', margin: 0.2, atMs: 1, elapsedMs: 1 }) as Verdict;
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
    await drill.answer(verdict('granted'));
    expect(logged).toEqual([]);
    drill.begin();
    await drill.answer(verdict('granted'));
    await drill.answer(verdict('denied'));
    drill.begin();
    drill.abandon();
    await drill.answer(verdict('denied'));
    drill.begin();
    await drill.answer(null);
    expect(drill.answered.map(({ response }) => response)).toEqual(['accepted', 'none']);
    expect(drill.over).toBe(true);
    drill.begin();
    await drill.answer(verdict('timedOut'));
    expect(logged).toHaveLength(2);
  });

  it('keeps neither who it was nor how near they came', async () => {
    const { drill, logged } = run(1);
    drill.begin();
    await drill.answer(verdict('timedOut'));
    expect(logged).toEqual([{ ...CONDITIONS, species: 'print', response: 'refused', reason: 'matched' }]);
  });

  it('does not count what could not be logged', async () => {
    const onAnswer = vi.fn();
    const drill = new DrillRun({ species: null, attempts: 1 }, CONDITIONS, () =>
      Promise.reject(new Error('full')),
    );
    drill.addEventListener('answer', onAnswer);
    drill.begin();
    await expect(drill.answer(verdict('granted'))).rejects.toThrow('full');
    expect(drill.answered).toEqual([]);
    expect(onAnswer).not.toHaveBeenCalled();
  });
});

describe('drillJson', () => {
  it('takes drills out of the log and rates each policy and model by itself', () => {
    const entry = (event: AuditEntry['event'], index: number): AuditEntry => ({
      ...{ index, atMs: 1_000 + index, event },
      ...{ previousHash: '', hash: '' },
    });
    const attempt: DrillAttempt = { ...CONDITIONS, species: 'print', response: 'refused', reason: null };
    const attempts = drillAttempts([
      entry({ kind: 'unlocked' }, 0),
      entry({ kind: 'drill', attempt }, 1),
      entry({ kind: 'drill', attempt: { ...attempt, policy: 'strict', response: 'accepted' } }, 2),
    ]);
    expect(attempts.map(({ atMs }) => atMs)).toEqual([1_001, 1_002]);
    const { rates } = JSON.parse(drillJson(attempts)) as { rates: unknown[] };
    expect(rates).toMatchObject([
      { policy: 'standard', worst: { species: 'print', rate: 0, bound: 1 } },
      { policy: 'strict', worst: { species: 'print', rate: 1 } },
    ]);
  });
});
