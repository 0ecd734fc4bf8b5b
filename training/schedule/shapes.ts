/** @file How the rate of a schedule without memory falls: pure functions of the step. */
import type { Moment, PlateauConfig, ScheduleConfig } from './types.ts';

type Shaped = Exclude<ScheduleConfig, PlateauConfig>;

/** Length of training, both whole and above 0. `stepsPerEpoch` is needed only for moments given in epochs. */
export interface TrainingLength {
  readonly totalSteps: number;
  readonly stepsPerEpoch?: number;
}

/** Gives the rate, without the warm-up, after `done` finished steps. */
export type Shape = (done: number) => number;

/** @throws RangeError naming the setting that makes no sense. */
export function shapeOf(config: Shaped, length: TrainingLength): Shape {
  const { rate, warmUpSteps = 0 } = config;
  const progressTo = (until: Moment | undefined): Shape => {
    const end = until === undefined ? length.totalSteps : stepsUntil(until, length);
    if (end <= warmUpSteps) {
      throw new RangeError(`The schedule ends after ${end} steps, within its warm-up of ${warmUpSteps}.`);
    }
    return (done) => Math.min(1, Math.max(0, (done - warmUpSteps) / (end - warmUpSteps)));
  };

  switch (config.kind) {
    case 'constant':
      return () => rate;
    case 'multi-step': {
      const { factor = 0.1 } = config;
      if (!(factor > 0 && factor <= 1)) throw new RangeError(`factor must lie in (0, 1], not at ${factor}.`);
      const milestones = config.milestones.map((milestone) => stepsUntil(milestone, length));
      return (done) => rate * factor ** milestones.filter((milestone) => done >= milestone).length;
    }
    case 'cosine': {
      const { floor = 0 } = config;
      if (!(floor >= 0 && floor <= rate)) {
        throw new RangeError(`floor must lie in [0, ${rate}], not at ${floor}.`);
      }
      const progress = progressTo(config.until);
      return (done) => floor + ((rate - floor) * (1 + Math.cos(Math.PI * progress(done)))) / 2;
    }
    case 'polynomial': {
      const { power } = config;
      if (!(power > 0)) throw new RangeError(`power must be above 0, not ${power}.`);
      const progress = progressTo(config.until);
      return (done) => rate * (1 - progress(done)) ** power;
    }
    case 'linear-decay': {
      const from = stepsUntil(config.from, length);
      if (from >= length.totalSteps) {
        throw new RangeError(
          `The decay is to start after ${from} steps, but training has only ${length.totalSteps}.`,
        );
      }
      return (done) => rate * (1 - Math.min(1, Math.max(0, (done - from) / (length.totalSteps - from))));
    }
  }
}

/** @returns Finished steps at that moment. */
function stepsUntil(moment: Moment, { stepsPerEpoch }: TrainingLength): number {
  const count = 'step' in moment ? moment.step : moment.epoch;
  if (!(Number.isFinite(count) && count >= 0)) {
    throw new RangeError(`A moment of training must be 0 or later, not ${count}.`);
  }
  if ('step' in moment) return count;
  if (stepsPerEpoch === undefined) {
    throw new RangeError('A moment given in epochs needs the number of steps per epoch.');
  }
  return Math.round(count * stepsPerEpoch);
}
