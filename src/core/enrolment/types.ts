/**
 * @file The words of the guided capture: its rules, its state as the screen sees it, what it yields, and why an
 * enrolment fails. Types only.
 */
import type { PoseTargetName } from '../quality/pose-target.ts';
import type { HintCode } from '../quality/types.ts';
import type { TemplateCandidate } from '../template/build-template.ts';

/** Sides are the subject's own, which are also those of the mirrored picture on the screen. */
export type CapturePose = PoseTargetName;

/** What a capture is judged by. */
export interface CaptureConfig {
  /** Cosine to the mean of the frontal frames below which the face is somebody else's. From the manifest. */
  readonly continuitySimilarity: number;
  /** Good frontal frames without which there is no template. */
  readonly minGoodFrames: number;
  /** Least time between the first and the last of them, so that they are not one instant. */
  readonly minSpanMs: number;
  /** Good frames that complete a pose other than frontal. */
  readonly framesPerPose: number;
  /** A pose that is not complete by then is left with what it has. */
  readonly poseTimeoutMs: number;
  /** From the first observation, restarts included, to giving up. */
  readonly timeoutMs: number;
  /** A longer time without any observation (models that warm up, a hidden tab) is not counted in any limit. */
  readonly pauseMs: number;
  /** A face that is away for longer may have been exchanged for another: start anew. */
  readonly faceAwayMs: number;
  /** So many frames of another face in a row start the capture anew; single ones are only refused. */
  readonly strangerFrames: number;
  /** How long a hint must last before it is shown, so that the text does not flicker. */
  readonly hintDelayMs: number;
  /** How long the reason of a restart is shown. */
  readonly noticeMs: number;
  /** Best frames kept for the frontal pose, and for each other one. */
  readonly keptFrontal: number;
  readonly keptPerPose: number;
}

/** A good frame as the template is built from it. Holds no image. */
export interface CaptureCandidate extends TemplateCandidate {
  readonly poseName: CapturePose;
}

/** Why everything collected so far was thrown away. */
export type RestartReason =
  /** The frames come from another camera or file, or the pump began anew. */
  | 'sourceChanged'
  /** The face was out of the picture for too long. */
  | 'faceAway'
  /** The face is not the one that the capture began with. */
  | 'anotherFace';

export type PoseStatus = 'waiting' | 'active' | 'done' | 'skipped';

export interface PoseProgress {
  readonly pose: CapturePose;
  readonly status: PoseStatus;
  /** [0, 1]. */
  readonly fraction: number;
}

/** Why no template came of it, in terms of what stood in the way of most frames. */
export interface CaptureFailure {
  readonly reason: 'timedOut';
  readonly mostOften: HintCode | null;
}

/** What the screen needs of a capture. */
export interface CaptureView {
  readonly phase: 'capturing' | 'complete' | 'failed';
  /** The pose that is asked for; null unless capturing. */
  readonly pose: CapturePose | null;
  /** What to mend before anything else; null when the pose is the only thing to say. */
  readonly hint: HintCode | null;
  /** One per pose, in the order in which they are asked for. */
  readonly poses: readonly PoseProgress[];
  /** Shown for a while after a restart. */
  readonly restart: RestartReason | null;
  readonly failure: CaptureFailure | null;
}

/** What a complete capture yields. */
export interface CaptureResult {
  readonly candidates: readonly CaptureCandidate[];
  readonly goodFrames: number;
  /** From the first good frame to the last. */
  readonly spanMs: number;
  readonly skipped: readonly CapturePose[];
}

/** Why an enrolment failed. Only with `notRefreshed` is a template stored, which the door does not know yet. */
export type EnrolmentFailure =
  | { readonly kind: 'capture'; readonly capture: CaptureFailure }
  /** The pictures may show two people. */
  | { readonly kind: 'mixed' }
  | { readonly kind: 'error' | 'notRefreshed'; readonly error: unknown };
