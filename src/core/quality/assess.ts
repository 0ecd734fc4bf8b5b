/** @file Judges a frame's measures against the limits: what falls short, what to say, how good it is overall. */
import type { FrameSize, QualityMeasures } from '../observation.ts';
import { QUALITY_LIMITS, REFERENCE_FRAME_PX, type Bounds, type QualityPurpose } from './limits.ts';
import { POSE_TARGETS, type PoseTarget, type PoseTargetName } from './pose-target.ts';
import type { QualityFailure, QualityReport } from './types.ts';

export interface QualityOptions {
  /** Leave yaw and pitch out, for instance while a head-turn challenge runs. Roll stays in. */
  readonly ignorePose?: boolean;
  /**
   * Yaw and pitch must keep this target's ranges instead of the ordinary limits. A yaw out of the target's range has
   * the hint `turnToCamera`. The caller knows which way to turn and shows that instead.
   */
  readonly expectedPose?: PoseTargetName | PoseTarget;
  /**
   * The frame that was measured. The upper limit of the face's size is set for a frame of 480 px and grows with the
   * frame's shorter side. Without this option it does not grow.
   */
  readonly frame?: FrameSize;
  /**
   * The picture is a photo of any cut: do not judge where the face lies in it, nor how large its box is.
   * `interocularPx` still asks for enough detail.
   */
  readonly anyCrop?: boolean;
}

type Measure = keyof QualityMeasures;

// The table's own order is the order of importance.
const MEASURES = Object.keys(QUALITY_LIMITS) as Measure[];

const NO_FACE: QualityReport = {
  ok: false,
  failures: [{ measure: 'faceCount', value: 0, hint: QUALITY_LIMITS.faceCount.tooLow }],
  overall: 0,
};

function poseRange(measure: Measure, options: QualityOptions): Bounds | null {
  if (options.expectedPose === undefined || (measure !== 'yawDeg' && measure !== 'pitchDeg')) return null;
  const target =
    typeof options.expectedPose === 'string' ? POSE_TARGETS[options.expectedPose] : options.expectedPose;
  return target[measure];
}

/** How much more than in the reference frame a face may measure, ≥ 1. */
function frameScale(frame: FrameSize | undefined): number {
  if (frame === undefined) return 1;
  return Math.max(1, Math.min(frame.widthPx, frame.heightPx) / REFERENCE_FRAME_PX);
}

function scaledForFrame(measure: Measure, bounds: Bounds, options: QualityOptions): Bounds {
  return measure === 'faceSizePx' ? { min: bounds.min, max: bounds.max * frameScale(options.frame) } : bounds;
}

function isIgnored(measure: Measure, options: QualityOptions): boolean {
  if (options.anyCrop === true && (measure === 'centring' || measure === 'faceSizePx')) return true;
  return options.ignorePose === true && (measure === 'yawDeg' || measure === 'pitchDeg');
}

/**
 * How good a value is for the template: 1 inside the ideal bounds, ½ at the limit of the access check, falling towards
 * 0 beyond it. Poor values stay above 0, so that the better of two poor frames can be told. Only a measure without room
 * between ideal and limit, such as the number of faces, gives 0.
 */
function goodness(measure: Measure, value: number, options: QualityOptions): number {
  const limit = QUALITY_LIMITS[measure];
  const check = scaledForFrame(measure, limit.check, options);
  const ideal = scaledForFrame(measure, limit.ideal, options);
  const expected = poseRange(measure, options);
  if (Number.isNaN(value)) return 0;
  if (expected !== null) {
    // A guided pose is best in the middle of its range.
    const off = Math.abs(value - (expected.min + expected.max) / 2) / ((expected.max - expected.min) / 2);
    return 1 / (1 + off * off);
  }
  const [miss, room] =
    value < ideal.min
      ? [ideal.min - value, ideal.min - check.min]
      : [value - ideal.max, check.max - ideal.max];
  if (!(miss > 0)) return 1;
  const off = room > 0 ? miss / room : Infinity;
  return 1 / (1 + off * off);
}

/**
 * @param measures - Of the largest face; null when there is no face at all.
 * @param purpose - Enrolment is stricter: what is stored once is compared for years.
 * @returns Failures most important first, each with its one hint. A value that is not a number fails.
 */
export function assessQuality(
  measures: QualityMeasures | null,
  purpose: QualityPurpose,
  options: QualityOptions = {},
): QualityReport {
  if (measures === null || measures.faceCount < 1) return NO_FACE;
  const failures: QualityFailure[] = [];
  let logSum = 0;
  let judged = 0;
  for (const measure of MEASURES) {
    const value = measures[measure];
    if (isIgnored(measure, options)) continue;
    const limits = poseRange(measure, options) ?? QUALITY_LIMITS[measure][purpose];
    const { min, max } = scaledForFrame(measure, limits, options);
    if (!(value >= min && value <= max)) {
      const { tooLow, tooHigh } = QUALITY_LIMITS[measure];
      failures.push({ measure, value, hint: value > max ? tooHigh : tooLow });
    }
    logSum += Math.log(goodness(measure, value, options));
    judged += 1;
  }
  return { ok: failures.length === 0, failures, overall: Math.exp(logSum / judged) };
}
