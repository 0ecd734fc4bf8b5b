/** @file Why nobody is let in by face now, whoever stands there. Badge and PIN go on. Pure. */
import type { ModelWatch } from './model-watch.ts';

export type FaceClosure =
  /** A model is lost, and no administrator has accepted that. */
  'modelLost';

export interface ClosingKiosk {
  readonly models: Pick<ModelWatch, 'closed'>;
}

/** @returns Null while faces are judged. */
export function faceClosureOf({ models }: ClosingKiosk): FaceClosure | null {
  return models.closed ? 'modelLost' : null;
}
