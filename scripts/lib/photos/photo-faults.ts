/**
 * @file Says in plain words what keeps a photo from being used. Measures nothing: core/quality does.
 */
import type { FaceObservation, Observation } from '../../../src/core/observation.ts';
import { type NoFace, photoQuality, soleFace, type UsableFace } from '../../../src/core/photos/photo-face.ts';
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

const NO_FACE: Readonly<Record<NoFace, string>> = {
  noFace: `${FAULTS.stepIntoView} (use a photo with the whole face)`,
  severalFaces: `${FAULTS.onePersonOnly} (cut it down to the one that is meant)`,
  notEmbedded: 'the face could not be embedded',
};

/** @returns The photo's one face, or why there is none. */
export function onlyFace(observation: Observation): UsableFace | string {
  const found = soleFace(observation);
  return typeof found === 'string' ? NO_FACE[found] : found;
}

export interface PhotoQuality {
  /** Most important first; empty for a good photo. */
  readonly faults: readonly string[];
  /** `QualityReport.overall`. */
  readonly overall: number;
}

export function judgePhoto(face: FaceObservation, purpose: QualityPurpose): PhotoQuality {
  const { hints, overall } = photoQuality(face, purpose);
  return { faults: hints.map((hint) => FAULTS[hint]), overall };
}
