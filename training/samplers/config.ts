/** @file The knobs of every sampler, as plain data that a run's `config.json` can hold. */

/** Which fakes are made of real images while training. */
export interface MadeFakes {
  /** Relative frequency of self-blended images, ≥ 0. */
  readonly selfBlended: number;
  /** Relative frequency of identity swaps, ≥ 0. */
  readonly swap: number;
  /** Chance that a place for a fake gets a made one although the dataset has another, [0, 1]; 0 when absent. */
  readonly chance?: number;
}

interface Shared {
  /** Weight of each pool in the draw; when absent, everything comes equally often. */
  readonly shares?: readonly number[];
}

/** Reals and fakes by quota for every person of the batch. */
export interface LabelBalancedConfig extends Shared {
  readonly kind: 'label-balanced';
  /** Per batch; no two of them share a group. */
  readonly people: number;
  /** ≥ 2, so that every anchor has a positive. */
  readonly realsPerPerson: number;
  /** ≥ 0. Where neither the dataset nor `made` gives enough, reals take the places. */
  readonly fakesPerPerson: number;
  /** Whether the dataset's own fakes are used. */
  readonly ownFakes: boolean;
  /** null: none are made. */
  readonly made: MadeFakes | null;
  /** People with fewer different real images sit out; 2 when absent. */
  readonly leastReals?: number;
}

/** System 0's sampler (docs/sources.md #27): the mix of reals and fakes is left to chance. */
export interface ParityConfig extends Shared {
  readonly kind: 'parity';
  /** 4 in system 0. */
  readonly labels: number;
  /** 9 in system 0. */
  readonly instances: number;
}

/** MPerClassSampler of system 4 (docs/sources.md #29): labels drawn anew for every batch, real images only. */
export interface MPerClassConfig extends Shared {
  readonly kind: 'm-per-class';
  /** Images; a multiple of `m`. 128 in system 4. */
  readonly batch: number;
  /** 4 in system 4. */
  readonly m: number;
}

/**
 * Equally many real and fake images, for a fake detector; the fakes are subsampled to the real count
 * (docs/sources.md #31).
 */
export interface RealFakeConfig extends Shared {
  readonly kind: 'real-fake';
  /** Per batch: a real and a fake image of one pool each. */
  readonly pairs: number;
  /**
   * Beside every fake stands the real image that it was made of, or one of its video, where there is one: then nothing
   * but the manipulation tells the two apart. Absent: any real image of the pool.
   */
  readonly sameClip?: boolean;
  readonly ownFakes: boolean;
  readonly made: MadeFakes | null;
}

export type SamplerConfig = LabelBalancedConfig | ParityConfig | MPerClassConfig | RealFakeConfig;

/** @throws RangeError that names the knob. */
export function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} must be a whole number ≥ ${least}, it is ${value}.`);
  }
}

/** @throws RangeError that names the knob. */
export function checkMade(made: MadeFakes | null): void {
  if (made === null) return;
  const { selfBlended, swap, chance = 0 } = made;
  if (!(selfBlended >= 0 && swap >= 0 && selfBlended + swap > 0)) {
    throw new RangeError(
      `made wants frequencies ≥ 0 and one above 0; selfBlended is ${selfBlended}, swap is ${swap}. ` +
        'To make no fakes, set made to null.',
    );
  }
  if (!(chance >= 0 && chance <= 1)) throw new RangeError(`made.chance must be in [0, 1], it is ${chance}.`);
}
