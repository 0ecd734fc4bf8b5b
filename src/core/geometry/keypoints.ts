/** @file The face detector's six keypoints, and the five alignment points made of them. */
import type { AlignmentPoints, Point } from '../observation.ts';
import { ARCFACE_112 } from '../align/template.ts';

/**
 * In the order of MediaPipe's FaceDetector, in image pixels: the subject's right eye (on the image's left), left eye,
 * nose tip, mouth centre, tragion of the right ear (on the image's left), tragion of the left ear.
 */
export type FaceKeypoints = readonly [Point, Point, Point, Point, Point, Point];

const [LEFT_EYE, RIGHT_EYE, , LEFT_MOUTH, RIGHT_MOUTH] = ARCFACE_112;

/** Half the template's mouth width over its eye distance: 0.414. */
const HALF_MOUTH_PER_EYE_DISTANCE = (RIGHT_MOUTH.x - LEFT_MOUTH.x) / (RIGHT_EYE.x - LEFT_EYE.x) / 2;

/**
 * The detector has only the middle of the mouth, so the corners are put beside it along the line of the eyes, as far
 * apart as the template has them for these eyes.
 */
export function pointsFromKeypoints(keypoints: FaceKeypoints): AlignmentPoints {
  const [leftEye, rightEye, nose, mouth] = keypoints;
  const dx = (rightEye.x - leftEye.x) * HALF_MOUTH_PER_EYE_DISTANCE;
  const dy = (rightEye.y - leftEye.y) * HALF_MOUTH_PER_EYE_DISTANCE;
  return [
    leftEye,
    rightEye,
    nose,
    { x: mouth.x - dx, y: mouth.y - dy },
    { x: mouth.x + dx, y: mouth.y + dy },
  ];
}
