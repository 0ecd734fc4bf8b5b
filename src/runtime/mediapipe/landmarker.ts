/** @file The face tracker: MediaPipe's FaceLandmarker gives 478 landmarks, a head pose matrix and blendshapes. */
import { FaceLandmarker, type FaceLandmarkerResult, type NormalizedLandmark } from '@mediapipe/tasks-vision';
import { poseFromMatrix } from '../../core/geometry/pose.ts';
import { readExpression } from '../../core/liveness/cues.ts';
import { LANDMARKER_SHAPE } from '../../core/liveness/face-shape.ts';
import type { AlignmentPoints, Box, Point } from '../../core/observation.ts';
import { prepareMediapipe } from './task.ts';
import {
  type Found,
  growingTimestamps,
  largestOf,
  type TrackedFace,
  type Tracker,
  type TrackerMode,
} from './tracker.ts';

/** Both irises, the nose tip and the mouth corners, in the order of the alignment template (docs/sources.md #2). */
const ALIGNMENT_LANDMARKS = [468, 473, 1, 61, 291] as const;

/**
 * In a photo two, so that a second person is noticed. In a video one: while MediaPipe tracks fewer faces than it may,
 * it searches every frame anew, which takes a fifth of its time. There `with-companion-check.ts` looks for others.
 */
const MAX_FACES = { photos: 2, video: 1 };

export interface LandmarkerOptions {
  /** Absolute URL of the folder with MediaPipe's files; ends in a slash. */
  readonly mediapipeUrl: string;
  /** The verified model file. */
  readonly model: Uint8Array;
  readonly mode: TrackerMode;
}

export async function createLandmarker({ mediapipeUrl, model, mode }: LandmarkerOptions): Promise<Tracker> {
  const task = await FaceLandmarker.createFromOptions(await prepareMediapipe(mediapipeUrl), {
    baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
    runningMode: mode === 'video' ? 'VIDEO' : 'IMAGE',
    numFaces: MAX_FACES[mode],
    outputFaceBlendshapes: true,
    outputFacialTransformationMatrixes: true,
  });
  const growing = growingTimestamps();
  return {
    find(image, timestampMs) {
      const { width, height } = image;
      const result = mode === 'video' ? task.detectForVideo(image, growing(timestampMs)) : task.detect(image);
      return toFound(result, width, height);
    },
    close() {
      task.close();
    },
  };
}

function toFound(result: FaceLandmarkerResult, width: number, height: number): Found {
  const faces = result.faceLandmarks.map((landmarks, index): TrackedFace => {
    const { eyesOpen, ...cues } = readExpression(result.faceBlendshapes[index].categories);
    const pixel = (landmark: number): Point => ({
      x: landmarks[landmark].x * width,
      y: landmarks[landmark].y * height,
    });
    return {
      box: boundingBox(landmarks, width, height),
      // FaceLandmarker drops faces below its own thresholds and states no confidence for the others.
      confidence: 1,
      points: ALIGNMENT_LANDMARKS.map(pixel) as unknown as AlignmentPoints,
      landmarks: Float32Array.from(landmarks.flatMap(({ x, y }) => [x * width, y * height])),
      pose: poseFromMatrix(result.facialTransformationMatrixes[index].data),
      eyesOpen,
      liveness: {
        ...cues,
        shape: LANDMARKER_SHAPE.map(pixel).flatMap(({ x, y }) => [x, y]),
      },
    };
  });
  return largestOf(faces);
}

function boundingBox(landmarks: readonly NormalizedLandmark[], width: number, height: number): Box {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const { x, y } of landmarks) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left * width, y: top * height, width: (right - left) * width, height: (bottom - top) * height };
}
