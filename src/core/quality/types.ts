/** @file The words of the quality gate. Types only. */
import type { QualityMeasures } from '../observation.ts';

/** One plain hint for every way a frame can fall short; the texts stand in `src/locales`. */
export type HintCode =
  | 'stepIntoView'
  | 'onePersonOnly'
  | 'moveCloser'
  | 'moveBack'
  | 'moveToCentre'
  | 'turnToCamera'
  | 'raiseChin'
  | 'lowerChin'
  | 'straightenHead'
  | 'tooDark'
  | 'tooBright'
  | 'unevenLight'
  | 'holdStill'
  | 'openEyes';

export interface QualityFailure {
  readonly measure: keyof QualityMeasures;
  readonly value: number;
  readonly hint: HintCode;
}

export interface QualityReport {
  readonly ok: boolean;
  /** Most important first. */
  readonly failures: readonly QualityFailure[];
  /** How good the frame is for a template, [0, 1]. */
  readonly overall: number;
}
