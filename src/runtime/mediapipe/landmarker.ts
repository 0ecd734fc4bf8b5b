/** @file The face tracker: MediaPipe's FaceLandmarker gives 478 landmarks, a head pose matrix and blendshapes. */
import { FaceLandmarker, type FaceLandmarkerResult, type NormalizedLandmark } from '@mediapipe/tasks-vision';
import { poseFromMatrix } from '../../core/geometry/pose.ts';
import { readExpression } from '../../core/liveness/cues.ts';
import { LANDMARKER_SHAPE } from '../../core/liveness/face-shape.ts';
import type { AlignmentPoints, Box, Point } from '../../core/observation.ts';
import { prepareMediapipe } from './task.ts';
import { growingTimestamps, largestOf, type PlacedFace, type Tracker, type TrackerMode } from './tracker.ts';

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

/** A tracker that also reads the expression: what a person answers challenges by. */
export async function createLandmarker(options: LandmarkerOptions): Promise<Tracker> {
  return startTask(options, true, (result, index, size) => {
    const { eyesOpen, ...cues } = readExpression(result.faceBlendshapes[index].categories);
    const shape = LANDMARKER_SHAPE.map((at) => pixel(result.faceLandmarks[index][at], size));
    const liveness = { ...cues, shape: shape.flatMap(({ x, y }) => [x, y]) };
    return { ...placed(result, index, size), eyesOpen, liveness };
  });
}

/** A tracker that only places faces, in four fifths of the time. */
export async function createFacePlacer(options: LandmarkerOptions): Promise<Tracker<PlacedFace>> {
  return startTask(options, false, placed);
}

/** An image's, in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

async function startTask<Face extends PlacedFace>(
  { mediapipeUrl, model, mode }: LandmarkerOptions,
  outputFaceBlendshapes: boolean,
  toFace: (result: FaceLandmarkerResult, index: number, size: Size) => Face,
): Promise<Tracker<Face>> {
  const task = await FaceLandmarker.createFromOptions(await prepareMediapipe(mediapipeUrl), {
    baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
    runningMode: mode === 'video' ? 'VIDEO' : 'IMAGE',
    numFaces: MAX_FACES[mode],
    outputFaceBlendshapes,
    outputFacialTransformationMatrixes: true,
  });
  const growing = growingTimestamps();
  return {
    find(image, timestampMs) {
      const result = mode === 'video' ? task.detectForVideo(image, growing(timestampMs)) : task.detect(image);
      return largestOf(result.faceLandmarks.map((_, index) => toFace(result, index, image)));
    },
    close() {
      task.close();
    },
  };
}

const pixel = ({ x, y }: NormalizedLandmark, { width, height }: Size): Point => ({
  x: x * width,
  y: y * height,
});

function placed(result: FaceLandmarkerResult, index: number, size: Size): PlacedFace {
  const { width, height } = size;
  const landmarks = result.faceLandmarks[index];
  const points = ALIGNMENT_LANDMARKS.map((at) => pixel(landmarks[at], size));
  return {
    box: boundingBox(landmarks, width, height),
    // FaceLandmarker drops faces below its own thresholds and states no confidence for the others.
    confidence: 1,
    points: points as unknown as AlignmentPoints,
    landmarks: Float32Array.from(landmarks.flatMap(({ x, y }) => [x * width, y * height])),
    pose: poseFromMatrix(result.facialTransformationMatrixes[index].data),
  };
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
