/** @file The figures of a validation that a schedule or an early stop can watch, and which way they get better. */

/** What a validation says; rates and shares in [0, 1]. A `ValidationEvent` is one. */
export interface Figures {
  readonly eer: number;
  readonly accuracy: number;
  readonly eerReal: number;
  /** Null without fakes. */
  readonly eerFake: number | null;
}

/** `eerMean`: (eerReal + eerFake) / 2, by which system 0 chooses its best model (docs/sources.md #56). */
export const WATCHED = ['eer', 'accuracy', 'eerReal', 'eerFake', 'eerMean'] as const;
export type Watched = (typeof WATCHED)[number];

/** @throws RangeError when fakes are watched and the validation had none. */
export function watchedValue(figures: Figures, watch: Watched): number {
  if (watch !== 'eerFake' && watch !== 'eerMean') return figures[watch];
  if (figures.eerFake === null) {
    throw new RangeError(`"${watch}" cannot be watched: the validation set has no fakes. Watch eerReal.`);
  }
  return watch === 'eerFake' ? figures.eerFake : (figures.eerReal + figures.eerFake) / 2;
}

/** 1 for accuracy, which should rise; −1 for error rates. */
export function directionOf(watch: Watched): 1 | -1 {
  return watch === 'accuracy' ? 1 : -1;
}
