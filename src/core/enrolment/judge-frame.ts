/** @file What one observation is worth to a capture that asks for a pose: what to mend, or an embedding to keep. */
import type { Observation, Pose } from '../observation.ts';
import { assessQuality } from '../quality/assess.ts';
import { POSE_TARGETS } from '../quality/pose-target.ts';
import type { PoseTarget } from '../quality/pose-target.ts';
import type { HintCode } from '../quality/types.ts';
import type { CapturePose } from './types.ts';

export interface JudgedFrame {
  /** What stands in the way, most important first; null also while a turned pose is not reached yet. */
  readonly hint: HintCode | null;
  /** Unit vector that can be relied on to tell people apart; null where the frame is too poor or not embedded. */
  readonly embedding: Float32Array | null;
  /** The frame is good enough for the template and shows the pose. */
  readonly good: boolean;
  /** `QualityReport.overall` for this pose, [0, 1]. */
  readonly overall: number;
}

/** The pose's ranges, counted from how the subject looks straight ahead (a camera is seldom at eye level). */
function targetFrom(pose: CapturePose, baseline: Pose | null): PoseTarget {
  const { yawDeg, pitchDeg } = POSE_TARGETS[pose];
  if (baseline === null || pose === 'frontal') return { yawDeg, pitchDeg };
  const shift = (range: PoseTarget['yawDeg'], byDeg: number) => ({
    min: range.min + byDeg,
    max: range.max + byDeg,
  });
  return { yawDeg: shift(yawDeg, baseline.yawDeg), pitchDeg: shift(pitchDeg, baseline.pitchDeg) };
}

/** @param baseline - The mean pose of the frontal frames; null before there are any. */
export function judgeFrame(observation: Observation, pose: CapturePose, baseline: Pose | null): JudgedFrame {
  const { face, frame, faceCount } = observation;
  const measures = face === null ? null : { ...face.quality, faceCount };
  const report = assessQuality(measures, 'enrolment', { expectedPose: targetFrom(pose, baseline), frame });
  const failures =
    pose === 'frontal'
      ? report.failures
      : report.failures.filter(({ measure }) => measure !== 'yawDeg' && measure !== 'pitchDeg');
  const reliable = assessQuality(measures, 'check', { frame }).ok || report.ok;
  const embedding = reliable ? (face?.embedding ?? null) : null;
  return {
    hint: failures[0]?.hint ?? null,
    embedding,
    good: report.ok && embedding !== null,
    overall: report.overall,
  };
}
