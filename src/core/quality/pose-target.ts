/** @file The head poses that guided enrolment asks for, and whether a pose is one of them. */
import type { Pose } from '../observation.ts';
import type { Bounds } from './limits.ts';

/**
 * Sides are the subject's own. A subject who turns to their own left moves the nose to the right of the camera's
 * unmirrored image, so `left` means yaw > 0. On the mirrored screen the nose moves to the left. `up` means a raised
 * chin, pitch > 0.
 */
export type PoseTargetName = 'frontal' | 'left' | 'right' | 'up' | 'down';

/** Degrees, as in `Pose`. Roll is not part of a target: the ordinary limits hold for it. */
export interface PoseTarget {
  readonly yawDeg: Bounds;
  readonly pitchDeg: Bounds;
}

/** Turned far enough to add to the template, and not so far that features of the face are hidden. */
const TURN: Bounds = { min: 12, max: 28 };
const NOD: Bounds = { min: 10, max: 26 };
const mirrored = ({ min, max }: Bounds): Bounds => ({ min: -max, max: -min });

export const POSE_TARGETS: Readonly<Record<PoseTargetName, PoseTarget>> = {
  frontal: { yawDeg: { min: -10, max: 10 }, pitchDeg: { min: -14, max: 14 } },
  left: { yawDeg: TURN, pitchDeg: { min: -16, max: 16 } },
  right: { yawDeg: mirrored(TURN), pitchDeg: { min: -16, max: 16 } },
  up: { yawDeg: { min: -12, max: 12 }, pitchDeg: NOD },
  down: { yawDeg: { min: -12, max: 12 }, pitchDeg: mirrored(NOD) },
};

const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

/**
 * @param target - A target's name, or one made for the purpose.
 * @param baseline - The subject's own straight-ahead pose, for instance the median over the frontal frames. The target
 *   counts from it, because a camera above the screen sees everybody's head lowered.
 */
export function reachesPose(
  pose: Pose,
  target: PoseTargetName | PoseTarget,
  baseline: Pose = STRAIGHT,
): boolean {
  const { yawDeg, pitchDeg } = typeof target === 'string' ? POSE_TARGETS[target] : target;
  const yaw = pose.yawDeg - baseline.yawDeg;
  const pitch = pose.pitchDeg - baseline.pitchDeg;
  return yaw >= yawDeg.min && yaw <= yawDeg.max && pitch >= pitchDeg.min && pitch <= pitchDeg.max;
}
