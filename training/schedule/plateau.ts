/**
 * @file PyTorch's `ReduceLROnPlateau` with a relative threshold and no cooldown, as a state machine on plain data.
 */
import type { PlateauConfig, PlateauState } from './types.ts';
import { directionOf, watchedValue } from './watch.ts';
import type { Figures } from './watch.ts';

/** As in PyTorch (`eps`): a change of the rate that is no larger is not made. */
const SMALLEST_CHANGE = 1e-8;

export function plateauStart(config: PlateauConfig): PlateauState {
  return { rate: config.rate, best: null, badValidations: 0 };
}

/** @returns The state after one more validation. A figure that is not a number counts as no improvement. */
export function plateauAfter(state: PlateauState, config: PlateauConfig, figures: Figures): PlateauState {
  const { watch = 'eer', factor, patience, threshold = 1e-4, floor = 0 } = config;
  const value = watchedValue(figures, watch);
  if (improves(value, state.best, directionOf(watch), threshold)) {
    return { ...state, best: value, badValidations: 0 };
  }
  if (state.badValidations < patience) return { ...state, badValidations: state.badValidations + 1 };
  const lowered = Math.max(state.rate * factor, floor);
  const rate = state.rate - lowered > SMALLEST_CHANGE ? lowered : state.rate;
  return { ...state, rate, badValidations: 0 };
}

/** @throws RangeError naming the setting that makes no sense. */
export function checkPlateau({ factor, patience, threshold = 1e-4, floor = 0 }: PlateauConfig): void {
  if (!(factor > 0 && factor < 1)) throw new RangeError(`factor must lie in (0, 1), not at ${factor}.`);
  if (!Number.isInteger(patience) || patience < 0) {
    throw new RangeError(`patience must be a whole number from 0, not ${patience}.`);
  }
  if (!(threshold >= 0)) throw new RangeError(`threshold must be 0 or more, not ${threshold}.`);
  if (!(floor >= 0)) throw new RangeError(`floor must be 0 or more, not ${floor}.`);
}

function improves(value: number, best: number | null, direction: 1 | -1, threshold: number): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  return direction === 1 ? value > best * (1 + threshold) : value < best * (1 - threshold);
}
