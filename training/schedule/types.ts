/**
 * @file Learning-rate schedules as plain data, and the interface of one at work. Steps count from 1, as in the log.
 */
import type { Figures, Watched } from './watch.ts';

/**
 * A moment of training. Says its unit, because system 0 meant its milestones as epochs and counted them in steps
 * (docs/sources.md #57).
 */
export type Moment = { readonly step: number } | { readonly epoch: number };

interface Common {
  /** The highest learning rate, > 0. */
  readonly rate: number;
  /** The rate rises from 0 to its value in so many steps, in equal parts; 0 when absent. */
  readonly warmUpSteps?: number;
}

/** The same rate throughout. */
export interface ConstantConfig extends Common {
  readonly kind: 'constant';
}

/** The rate is multiplied by `factor` after each of the milestones. */
export interface MultiStepConfig extends Common {
  readonly kind: 'multi-step';
  readonly milestones: readonly Moment[];
  /** (0, 1]; 0.1 when absent. */
  readonly factor?: number;
}

/** Half a cosine from `rate` at the end of the warm-up to `floor` (Loshchilov & Hutter 2017, without restarts). */
export interface CosineConfig extends Common {
  readonly kind: 'cosine';
  /** 0 when absent. */
  readonly floor?: number;
  /** Where the floor is reached; the end of training when absent. */
  readonly until?: Moment;
}

/** rate · (1 − progress)^power: system 3 with power 0.9 over 100,500 steps (docs/sources.md #61). */
export interface PolynomialConfig extends Common {
  readonly kind: 'polynomial';
  readonly power: number;
  /** Where zero is reached; the end of training when absent. */
  readonly until?: Moment;
}

/** Constant, then in a straight line to 0 at the end of training: from epoch 75 of 100 in docs/sources.md #55. */
export interface LinearDecayConfig extends Common {
  readonly kind: 'linear-decay';
  readonly from: Moment;
}

/** Multiplied by `factor` when a figure of the validations stops improving: PyTorch's ReduceLROnPlateau. */
export interface PlateauConfig extends Common {
  readonly kind: 'plateau';
  /** `eer` when absent. */
  readonly watch?: Watched;
  /** (0, 1). */
  readonly factor: number;
  /** So many validations without improvement are borne; the next one lowers the rate. */
  readonly patience: number;
  /** An improvement is more than this share of the best value; 1e-4 when absent. */
  readonly threshold?: number;
  /** 0 when absent. */
  readonly floor?: number;
}

export type ScheduleConfig =
  ConstantConfig | MultiStepConfig | CosineConfig | PolynomialConfig | LinearDecayConfig | PlateauConfig;

/** Plain data for a checkpoint. */
export interface ScheduleState {
  readonly kind: ScheduleConfig['kind'];
  readonly plateau: PlateauState | null;
}

export interface PlateauState {
  readonly rate: number;
  /** Null before the first validation. */
  readonly best: number | null;
  readonly badValidations: number;
}

export interface Schedule {
  /**
   * @param step - Counts from 1. A plateau schedule answers for the steps between the last validation and the next.
   * @returns The learning rate of that step, ≥ 0.
   */
  rateAt(step: number): number;
  /** To be called with the figures of every validation, in order. */
  observe(validation: Figures): void;
  state(): ScheduleState;
  /**
   * @param state - What `state` gave, after a way through JSON.
   * @throws RangeError when it is no state of such a schedule.
   */
  restore(state: unknown): void;
}
