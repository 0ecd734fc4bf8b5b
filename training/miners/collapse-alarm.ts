/**
 * @file Notices when a ranking loss has collapsed: all embeddings equal, so that every distance is 0 and the loss
 * is M·(1 + λ), or (1 + λ)·ln 2 in the soft form, for ever. Decides only; somebody else says it aloud.
 */

export interface CollapseOptions {
  /** M; null for the soft form. */
  readonly margin: number | null;
  /** λ; 1 when absent, 0 for a loss without a fake term. */
  readonly fakeWeight?: number;
  /** Steps in a row that the loss must stay there, ≥ 1. */
  readonly patience: number;
  /** How near counts as there: a share of the level, (0, 1); 0.02 when absent. */
  readonly tolerance?: number;
}

export interface CollapseReading {
  readonly loss: number;
  /** d_an − d_ap, mean of the batch. When given, its staying at 0 counts as well. */
  readonly gap?: number;
}

/** Plain data, so that a checkpoint can hold it. */
export interface CollapseState {
  /** Steps in a row so far. */
  readonly stuck: number;
}

export interface CollapseAlarm {
  readonly start: CollapseState;
  /** @returns `fires` once per collapse, at the step that fills the patience. */
  observe(
    state: CollapseState,
    reading: CollapseReading,
  ): { readonly state: CollapseState; readonly fires: boolean };
}

/** @throws RangeError for options out of range. */
export function createCollapseAlarm(options: CollapseOptions): CollapseAlarm {
  const { margin, fakeWeight = 1, patience, tolerance = 0.02 } = options;
  if (margin !== null && !(margin > 0)) throw new RangeError(`The margin must be > 0, it is ${margin}.`);
  if (!(fakeWeight >= 0)) throw new RangeError(`fakeWeight must be ≥ 0, it is ${fakeWeight}.`);
  if (!Number.isInteger(patience) || patience < 1) {
    throw new RangeError(`patience must be a whole number ≥ 1, it is ${patience}.`);
  }
  if (!(tolerance > 0 && tolerance < 1))
    throw new RangeError(`tolerance must be in (0, 1), it is ${tolerance}.`);
  const term = margin ?? Math.LN2;
  // A batch without fakes has the first term alone.
  const levels = [term, term * (1 + fakeWeight)];
  const sits = ({ loss, gap }: CollapseReading): boolean =>
    levels.some((level) => Math.abs(loss - level) <= tolerance * level) ||
    (gap !== undefined && Math.abs(gap) <= tolerance * term);
  return {
    start: { stuck: 0 },
    observe({ stuck }, reading) {
      const now = sits(reading) ? stuck + 1 : 0;
      return { state: { stuck: now }, fires: now === patience };
    },
  };
}
