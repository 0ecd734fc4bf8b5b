/** @file Early stopping: ends a training whose validations no longer get better. A state machine on plain data. */
import * as v from 'valibot';
import { directionOf, watchedValue } from './watch.ts';
import type { Figures, Watched } from './watch.ts';

export interface EarlyStopConfig {
  /** `eer` when absent. */
  readonly watch?: Watched;
  /**
   * Stops at so many validations in a row without improvement: system 0 waits for 11, system 4 for 7
   * (docs/sources.md #56, #60).
   */
  readonly patience: number;
  /** An improvement is at least this much, in the figure's own unit; 0 when absent, and then any improvement counts. */
  readonly delta?: number;
}

export interface EarlyStopState {
  /** Null before the first validation. */
  readonly best: number | null;
  readonly badValidations: number;
}

export interface EarlyStop {
  /** To be called with the figures of every validation. @returns Whether training should stop. */
  observe(validation: Figures): boolean;
  /** Plain data for a checkpoint. */
  state(): EarlyStopState;
  /** @throws RangeError when `state` is none of an early stop. */
  restore(state: unknown): void;
}

const stateSchema = v.object({
  best: v.nullable(v.number()),
  badValidations: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** @throws RangeError naming the setting that makes no sense. */
export function createEarlyStop({ watch = 'eer', patience, delta = 0 }: EarlyStopConfig): EarlyStop {
  if (!Number.isInteger(patience) || patience < 1) {
    throw new RangeError(`patience must be a whole number from 1, not ${patience}.`);
  }
  if (!(delta >= 0)) throw new RangeError(`delta must be 0 or more, not ${delta}.`);
  let state: EarlyStopState = { best: null, badValidations: 0 };
  return {
    observe(validation) {
      const value = watchedValue(validation, watch);
      const gain = state.best === null ? Infinity : (value - state.best) * directionOf(watch);
      // NaN is no improvement either.
      const better = !Number.isNaN(value) && gain > 0 && gain >= delta;
      state = better
        ? { best: value, badValidations: 0 }
        : { ...state, badValidations: state.badValidations + 1 };
      return state.badValidations >= patience;
    },
    state: () => ({ ...state }),
    restore(saved) {
      const result = v.safeParse(stateSchema, saved);
      if (!result.success) throw new RangeError('The checkpoint holds no state of early stopping.');
      state = result.output;
    },
  };
}
