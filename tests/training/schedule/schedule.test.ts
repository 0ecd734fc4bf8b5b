/** @file Learning-rate schedules: against values worked out by hand, PyTorch's own sequence, and after a resume. */
import { describe, expect, it } from 'vitest';
import { createSchedule } from '../../../training/schedule/schedule.ts';
import type { ScheduleConfig } from '../../../training/schedule/types.ts';

const ratesOf = (config: ScheduleConfig, total: number, stepsPerEpoch?: number): number[] => {
  const schedule = createSchedule(config, total, stepsPerEpoch);
  return Array.from({ length: total }, (_, index) => schedule.rateAt(index + 1));
};
const figures = (eer: number, accuracy = 1 - eer) => ({ eer, accuracy, eerReal: eer, eerFake: null });

describe('shapes', () => {
  it('keeps a constant rate after a warm-up in equal parts', () => {
    expect(ratesOf({ kind: 'constant', rate: 8, warmUpSteps: 4 }, 6)).toEqual([2, 4, 6, 8, 8, 8]);
  });

  it('multiplies after each milestone, and tells epochs from steps', () => {
    const milestones = [{ epoch: 1 }, { epoch: 2 }];
    const rates = ratesOf({ kind: 'multi-step', rate: 4, milestones, factor: 0.5 }, 6, 2);
    expect(rates).toEqual([4, 4, 2, 2, 1, 1]);
    expect(ratesOf({ kind: 'multi-step', rate: 4, milestones: [{ step: 1 }], factor: 0.5 }, 3)).toEqual([
      4, 2, 2,
    ]);
    expect(() => createSchedule({ kind: 'multi-step', rate: 4, milestones }, 6)).toThrow(/steps per epoch/);
  });

  it('follows half a cosine to the floor, beginning where the warm-up ends', () => {
    const rates = ratesOf({ kind: 'cosine', rate: 10, floor: 2, warmUpSteps: 2 }, 10);
    expect(rates.slice(0, 3)).toEqual([5, 10, 10]);
    expect(rates[6]).toBeCloseTo(6, 12);
    expect(createSchedule({ kind: 'cosine', rate: 10, floor: 2 }, 8).rateAt(20)).toBe(2);
  });

  it('falls by the polynomial of the frame detector, over a length of its own', () => {
    const schedule = createSchedule(
      { kind: 'polynomial', rate: 0.01, power: 0.9, until: { step: 100_500 } },
      100_000,
    );
    expect(schedule.rateAt(1)).toBe(0.01);
    expect(schedule.rateAt(50_251)).toBeCloseTo(0.01 * 0.5 ** 0.9, 12);
    expect(schedule.rateAt(100_000)).toBeCloseTo(0.01 * (501 / 100_500) ** 0.9, 12);
  });

  it('decays in a straight line from an epoch on', () => {
    const rates = ratesOf({ kind: 'linear-decay', rate: 1, from: { epoch: 3 } }, 8, 2);
    expect(rates).toEqual([1, 1, 1, 1, 1, 1, 1, 0.5]);
  });

  it('refuses settings that make no sense', () => {
    expect(() => createSchedule({ kind: 'constant', rate: 0 }, 5)).toThrow(/rate must be above 0/);
    expect(() => createSchedule({ kind: 'constant', rate: 1 }, 0)).toThrow(/totalSteps/);
    expect(() => createSchedule({ kind: 'cosine', rate: 1, warmUpSteps: 5 }, 5)).toThrow(/warm-up of 5/);
    expect(() => createSchedule({ kind: 'linear-decay', rate: 1, from: { step: 5 } }, 5)).toThrow(/only 5/);
    expect(() => createSchedule({ kind: 'plateau', rate: 1, factor: 1, patience: 3 }, 5)).toThrow(/factor/);
  });
});

describe('plateau', () => {
  const config: ScheduleConfig = { kind: 'plateau', rate: 1, factor: 0.5, patience: 2 };

  it('goes through the sequence of ReduceLROnPlateau', () => {
    const schedule = createSchedule(config, 100);
    // Best .5; .49999 is within the threshold of 1e-4 · .5, so bad; the third bad one in a row lowers the rate.
    const rates = [0.5, 0.49999, 0.6, 0.5, 0.4, 0.4, 0.4, 0.4, NaN].map((eer) => {
      schedule.observe(figures(eer));
      return schedule.rateAt(50);
    });
    expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25]);
  });

  it('watches accuracy upwards', () => {
    const schedule = createSchedule({ ...config, watch: 'accuracy', patience: 0 }, 100);
    schedule.observe(figures(0.5, 0.8));
    schedule.observe(figures(0.9, 0.9));
    expect(schedule.rateAt(1)).toBe(1);
    schedule.observe(figures(0.1, 0.9));
    expect(schedule.rateAt(1)).toBe(0.5);
  });

  it('neither passes the floor nor makes changes too small to matter', () => {
    const bad = (schedule: ReturnType<typeof createSchedule>, times: number): number => {
      for (let time = 0; time < times; time += 1) schedule.observe(figures(0.5));
      return schedule.rateAt(1);
    };
    expect(bad(createSchedule({ ...config, patience: 0, floor: 0.3 }, 9), 10)).toBe(0.3);
    // 5e-6 halved eight times is 1.95e-8; the next change would be below 1e-8.
    const tiny = createSchedule({ ...config, patience: 0, rate: 5e-6 }, 9);
    expect(bad(tiny, 30)).toBeCloseTo(5e-6 / 2 ** 8, 12);
  });

  it('watches the mean of real and fake, and says when there are no fakes', () => {
    const schedule = createSchedule({ ...config, watch: 'eerMean', patience: 0 }, 9);
    schedule.observe({ eer: 0, accuracy: 0, eerReal: 0.2, eerFake: 0.4 });
    schedule.observe({ eer: 0, accuracy: 0, eerReal: 0.3, eerFake: 0.2 });
    expect(schedule.rateAt(1)).toBe(1);
    expect(() => schedule.observe(figures(0.1))).toThrow(/no fakes/);
  });

  it('goes on after a way through JSON as if nothing had happened', () => {
    const eers = [0.5, 0.6, 0.6, 0.6, 0.4, 0.6, 0.6, 0.6, 0.6];
    const whole = createSchedule({ ...config, warmUpSteps: 5 }, 100);
    const first = createSchedule({ ...config, warmUpSteps: 5 }, 100);
    eers.slice(0, 3).forEach((eer) => first.observe(figures(eer)));
    const second = createSchedule({ ...config, warmUpSteps: 5 }, 100);
    second.restore(JSON.parse(JSON.stringify(first.state())));
    eers.slice(3).forEach((eer) => second.observe(figures(eer)));
    eers.forEach((eer) => whole.observe(figures(eer)));
    expect(second.state()).toEqual(whole.state());
    for (const step of [1, 4, 50]) expect(second.rateAt(step)).toBe(whole.rateAt(step));
    expect(whole.rateAt(50)).toBe(0.25);
  });

  it('refuses the state of another schedule', () => {
    const cosine = createSchedule({ kind: 'cosine', rate: 1 }, 5);
    expect(() => createSchedule(config, 5).restore(cosine.state())).toThrow(/made with a "cosine" schedule/);
    expect(() => cosine.restore(null)).toThrow(/no state/);
  });
});
