/** @file What a face tracker gives, and which of several faces counts. `landmarker.ts` is the tracker. */
import { boxArea } from '../../core/geometry/box.ts';
import type { AlignmentPoints, Box, LivenessCues, Pose } from '../../core/observation.ts';

/** Where a face is and how it is turned. */
export interface PlacedFace {
  readonly box: Box;
  /** [0, 1] */
  readonly confidence: number;
  readonly points: AlignmentPoints;
  /** x, y pairs in pixels of 478 points. */
  readonly landmarks: Float32Array;
  readonly pose: Pose;
}

export interface TrackedFace extends PlacedFace {
  /** The less open eye, 0 shut to 1 open. */
  readonly eyesOpen: number;
  /** The cues that the tracker sees. */
  readonly liveness: Pick<LivenessCues, 'blink' | 'jawOpen' | 'shape'>;
}

/** What a tracker finds in an image. */
export interface Found<Face = TrackedFace> {
  /** The largest face. */
  readonly face: Face | null;
  /** That face and those not much smaller. */
  readonly faceCount: number;
}

export interface Tracker<Face = TrackedFace> {
  find(image: ImageData, timestampMs: number): Found<Face>;
  close(): void;
}

/** `video` remembers the last frame and is faster and steadier; `photos` looks at every image afresh. */
export type TrackerMode = 'video' | 'photos';

/** A second face narrower than this share of the first is a passer-by far behind, or a picture on the wall. */
const COMPANION_SHARE = 0.5;

/** @returns How many of the faces are near the camera, going by the largest. */
export function countNear(boxes: readonly Pick<Box, 'width'>[]): number {
  const widest = Math.max(...boxes.map((box) => box.width));
  return boxes.filter((box) => box.width >= widest * COMPANION_SHARE).length;
}

/** The largest of the faces, and how many are near. */
export function largestOf<Face extends PlacedFace>(faces: readonly Face[]): Found<Face> {
  if (faces.length === 0) return { face: null, faceCount: 0 };
  const face = faces.reduce((a, b) => (boxArea(b.box) > boxArea(a.box) ? b : a));
  return { face, faceCount: countNear(faces.map(({ box }) => box)) };
}

/** Makes every timestamp later than the last: MediaPipe stops for good at one that is not. */
export function growingTimestamps(): (timestampMs: number) => number {
  let last = -Infinity;
  return (timestampMs) => (last = Math.max(timestampMs, last + 1));
}
