/**
 * @file What the pipeline says about one camera frame, as plain data.
 *
 * The decision engine sees nothing else, so a recorded list of observations replays a whole session in a unit
 * test. Holds types only: no measurement and no rule belongs here.
 */

import type { Pace } from './pace/pace.ts';

/** A position in the camera image: pixels, origin at the top left, x to the right, y down, never mirrored. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An axis-aligned rectangle in camera pixels. It may reach beyond the image's edges. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The five points that alignment uses, in template order: the eye on the image's left, the eye on the image's
 * right, the nose tip, the mouth corner on the image's left, the mouth corner on the image's right
 * (docs/sources.md #1).
 */
export type AlignmentPoints = readonly [Point, Point, Point, Point, Point];

/**
 * Head pose in degrees, all zero when the face looks straight into the camera.
 * yaw > 0: the nose points to the image's right. pitch > 0: the nose points up. roll > 0: the head is turned
 * clockwise in the image.
 */
export interface Pose {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
}

/** The measures of `core/quality`; each one's unit, range, limits and source stand there. */
export interface QualityMeasures {
  /** Longer side of the face box. */
  readonly faceSizePx: number;
  readonly interocularPx: number;
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
  /** Variance of the Laplacian of the aligned luminance, scaled to a mean of 128, [0, ∞). */
  readonly sharpness: number;
  /** Mean luminance of the aligned face, [0, 255]. */
  readonly exposure: number;
  /** Share of the aligned face's pixels that are nearly black or nearly white, [0, 1]. */
  readonly clipping: number;
  /** Standard deviation of the aligned face's luminance, [0, 127.5]. */
  readonly contrast: number;
  /** The less open eye, 0 shut to 1 open. */
  readonly eyesOpen: number;
  /** The largest face and those not much smaller. */
  readonly faceCount: number;
  /** Distance of the face's centre from the frame's centre, as a share of the frame's half diagonal, [0, ∞). */
  readonly centring: number;
}

/** Signals that speak for a living person. A null is a signal that this frame or this device does not give. */
export interface LivenessCues {
  /** Blendshape mean of both eyes, 0 open to 1 shut. */
  readonly blink: number;
  /** Blendshape, 0 shut to 1 wide open. */
  readonly jawOpen: number;
  /** Of the frame's own light; null where skin or background cannot be told. */
  readonly light: LightSample | null;
  /**
   * x, y pairs in pixels: where the places of `LANDMARKER_SHAPE` are. When a head turns, some of them move apart; on a
   * plane they would not.
   */
  readonly shape: readonly number[];
  /** Cosine to the embedding of the frame that was embedded before; null for the first and for frames without one. */
  readonly continuity: number | null;
  /** Probability that the face is a print, a screen or a mask, [0, 1]; null without an attack detector. */
  readonly attackProbability: number | null;
}

/** Mean linear light (R, G, B), each [0, 1]. */
export type Colour = readonly [number, number, number];

/** What the screen's light, thrown back by a face, is read from. */
export interface LightSample {
  readonly skin: Colour;
  /** Of what lies around the head, which the screen hardly lights. */
  readonly background: Colour;
}

/** Milliseconds that each stage took for this frame; null where the stage did not run. */
export interface StageTimings {
  /** From the camera's presentation of the frame to the pump's grab. */
  readonly waitMs: number;
  readonly grabMs: number;
  /** From the frame to its pixels in memory. */
  readonly readMs: number;
  readonly trackMs: number;
  readonly alignMs: number | null;
  readonly qualityMs: number | null;
  readonly embedMs: number | null;
  readonly fakeMs: number | null;
  readonly attackMs: number | null;
  readonly matchMs: number | null;
  /** From the grab to the arrival of the observation on the page. */
  readonly totalMs: number;
}

/** A subject of the gallery and how near the probe is to it. */
export interface Match {
  readonly subjectId: string;
  /** Cosine in [−1, 1] of the nearest of the subject's embeddings. */
  readonly similarity: number;
}

/** The largest face of a frame. */
export interface FaceObservation {
  readonly box: Box;
  /** The tracker's confidence in the face, [0, 1]. */
  readonly confidence: number;
  readonly points: AlignmentPoints;
  /** x, y pairs in pixels of the landmarker's 478 points, for drawing only. */
  readonly landmarks: Float32Array | null;
  readonly pose: Pose;
  readonly quality: QualityMeasures;
  /** Unit vector [dimension]; null when the frame was not embedded (a newer one took its place). */
  readonly embedding: Float32Array | null;
  /** Nearest subjects of the gallery, best first; null when the frame was not embedded. */
  readonly matches: readonly Match[] | null;
  /** Equal for frames of one face, also if it comes back within minutes; null when the frame was not embedded. */
  readonly faceKey: number | null;
  /** Probability that the face is a deepfake, [0, 1]; null without a fake detector. */
  readonly fakeProbability: number | null;
  readonly liveness: LivenessCues;
}

export interface Observation {
  /** Running number of the frame since the pump started. */
  readonly sequence: number;
  /** When the frame was grabbed: milliseconds on the page's monotonic clock. */
  readonly timestampMs: number;
  readonly frame: FrameSize;
  /** A `file` stands in for the camera in demo mode and can never open a door. */
  readonly source: 'camera' | 'file';
  /** Equal for two frames only if every sampled pixel is equal, which no physical camera's noise allows; hex. */
  readonly frameHash: string | null;
  readonly face: FaceObservation | null;
  readonly faceCount: number;
  readonly timings: StageTimings;
  /** How fast the device follows faces; null for a photo. */
  readonly pace: Pace | null;
}
