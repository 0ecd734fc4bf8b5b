/** @file How long work tells how far it has come, without knowing of a terminal. */

export interface Progress {
  step(): void;
  stop(): void;
}

/** @param what - Such as "images". */
export type StartProgress = (total: number, what: string) => Progress;

export const NO_PROGRESS: StartProgress = () => ({
  step: () => undefined,
  stop: () => undefined,
});
