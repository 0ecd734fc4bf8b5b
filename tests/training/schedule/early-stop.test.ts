/** @file Early stopping: patience, delta, direction, resume. */
import { describe, expect, it } from 'vitest';
import { createEarlyStop } from '../../../training/schedule/early-stop.ts';

const figures = (eer: number, accuracy = 0) => ({ eer, accuracy, eerReal: eer, eerFake: null });

describe('early stopping', () => {
  it('stops at the given number of bad validations in a row', () => {
    const stop = createEarlyStop({ patience: 2 });
    const answers = [0.5, 0.5, 0.4, 0.45, 0.4].map((eer) => stop.observe(figures(eer)));
    expect(answers).toEqual([false, false, false, false, true]);
  });

  it('asks for an improvement of at least delta', () => {
    const stop = createEarlyStop({ patience: 1, delta: 0.125 });
    expect([0.5, 0.375, 0.3].map((eer) => stop.observe(figures(eer)))).toEqual([false, false, true]);
  });

  it('takes rising accuracy and falling error for better, and NaN for worse', () => {
    const stop = createEarlyStop({ watch: 'accuracy', patience: 1 });
    expect([0.5, 0.6, 0.55].map((accuracy) => stop.observe(figures(0, accuracy)))).toEqual([
      false,
      false,
      true,
    ]);
    expect(createEarlyStop({ patience: 1 }).observe(figures(NaN))).toBe(true);
  });

  it('resumes', () => {
    const first = createEarlyStop({ patience: 3 });
    [0.5, 0.6, 0.6].forEach((eer) => first.observe(figures(eer)));
    const second = createEarlyStop({ patience: 3 });
    second.restore(JSON.parse(JSON.stringify(first.state())));
    expect(second.observe(figures(0.6))).toBe(true);
    expect(() => second.restore({ best: 'low' })).toThrow(/early stopping/);
  });

  it('refuses settings that make no sense', () => {
    expect(() => createEarlyStop({ patience: 0 })).toThrow(/patience/);
    expect(() => createEarlyStop({ patience: 1, delta: -1 })).toThrow(/delta/);
  });
});
