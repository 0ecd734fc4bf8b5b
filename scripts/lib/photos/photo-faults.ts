/**
 * @file Says in plain words what keeps a photo from being used. Measures nothing: core/quality does.
 */
import type { FaceObservation, Observation } from '../../../src/core/observation.ts';
import { assessQuality } from '../../../src/core/quality/assess.ts';
import type { QualityPurpose } from '../../../src/core/quality/limits.ts';
import type { HintCode } from '../../../src/core/quality/types.ts';

/** Faults of a finished photo. The kiosk's own hints speak to a person who can still move. */
const FAULTS: Readonly<Record<HintCode, string>> = {
  stepIntoView: 'no face was found',
  onePersonOnly: 'it shows several faces',
  moveCloser: 'the face is too small (use a larger photo)',
  moveBack: 'the face is too large (use a photo with more around it)',
  moveToCentre: 'the face is at the edge',
  turnToCamera: 'the face is turned to the side',
  raiseChin: 'the head is lowered',
  lowerChin: 'the chin is raised',
  straightenHead: 'the head is tilted',
  tooDark: 'it is too dark',
  tooBright: 'it is too bright',
  unevenLight: 'the light on the face is uneven',
  holdStill: 'it is blurred',
  openEyes: 'the eyes are shut',
};

/** A face that can be compared. */
export interface UsableFace {
  readonly face: FaceObservation;
  readonly embedding: Float32Array;
}

/** @returns The photo's one face, or why there is none. */
export function onlyFace({ face, faceCount }: Observation): UsableFace | string {
  if (face === null || faceCount === 0) return `${FAULTS.stepIntoView} (use a photo with the whole face)`;
  if (faceCount > 1) return `${FAULTS.onePersonOnly} (cut it down to the one that is meant)`;
  if (face.embedding === null) return 'the face could not be embedded';
  return { face, embedding: face.embedding };
}

export interface PhotoQuality {
  /** Most important first; empty for a good photo. */
  readonly faults: readonly string[];
  /** `QualityReport.overall`. */
  readonly overall: number;
}

/** Does not judge where in the photo the face lies nor how much of it it fills: photos may have any cut. */
export function judgePhoto({ quality }: FaceObservation, purpose: QualityPurpose): PhotoQuality {
  const { failures, overall } = assessQuality(quality, purpose, { anyCrop: true });
  return { faults: [...new Set(failures.map(({ hint }) => FAULTS[hint]))], overall };
}
