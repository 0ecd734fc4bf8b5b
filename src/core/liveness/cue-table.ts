/**
 * @file The one table of which liveness cue counts how much under which policy, and how the cues join. The README and
 * the operator's settings say in plain words what each policy resists.
 */
import type { PolicyName } from '../decision/types.ts';
import type { CueFinding, CueName } from './types.ts';

export interface CueRule {
  /**
   * `required`: must have passed. `optional`: may be missing, but what it says counts. `off`: is not asked.
   * Depth is asked only of an attempt with a turn in it.
   */
  readonly need: 'required' | 'optional' | 'off';
  /** Of the cue's suspicion in the joint one. */
  readonly weight: number;
}

export interface LivenessRules {
  /** Challenges of two gestures each. */
  readonly challenges: number;
  readonly cues: Readonly<Record<CueName, CueRule>>;
}

const OFF: CueRule = { need: 'off', weight: 0 };

/**
 * The attack detector is optional everywhere: a kiosk without one relies on the other cues. What it says of frames
 * weighs twice a cue that hardly ever wavers. Depth cannot be told when no two frames lie far enough apart in a turn:
 * `standard` then does without it, `strict` refuses.
 */
export const LIVENESS_RULES: Readonly<Record<PolicyName, LivenessRules>> = {
  convenience: {
    challenges: 0,
    cues: {
      challenge: OFF,
      light: OFF,
      depth: OFF,
      passive: { need: 'optional', weight: 2 },
      continuity: { need: 'optional', weight: 1 },
    },
  },
  standard: {
    challenges: 1,
    cues: {
      challenge: { need: 'required', weight: 1 },
      light: OFF,
      depth: { need: 'optional', weight: 1 },
      passive: { need: 'optional', weight: 2 },
      continuity: { need: 'required', weight: 1 },
    },
  },
  strict: {
    challenges: 2,
    cues: {
      challenge: { need: 'required', weight: 1 },
      light: { need: 'required', weight: 1 },
      depth: { need: 'required', weight: 1 },
      passive: { need: 'optional', weight: 2 },
      continuity: { need: 'required', weight: 1 },
    },
  },
};

/** Joint suspicion from which on an attempt is refused, whatever each cue says for itself. */
export const SUSPICION_LIMIT = 0.5;

export interface JointFinding {
  readonly state: CueFinding['state'];
  /** Weighted mean over the cues that have spoken, [0, 1]; null while none has. */
  readonly suspicion: number | null;
}

/**
 * `failed` when a cue that counts has failed or the joint suspicion is too high; else `missing` when a required cue
 * cannot be had; else `pending` while one that can be had has not spoken.
 */
export function joinCues(
  findings: Readonly<Record<CueName, CueFinding>>,
  rules: LivenessRules['cues'],
): JointFinding {
  const asked = (Object.keys(rules) as CueName[]).filter((name) => rules[name].need !== 'off');
  let weights = 0;
  let sum = 0;
  for (const name of asked) {
    const { suspicion } = findings[name];
    if (suspicion === null) continue;
    weights += rules[name].weight;
    sum += rules[name].weight * suspicion;
  }
  const suspicion = weights > 0 ? sum / weights : null;
  // A suspicion that is no number is no clearance.
  const tooHigh = suspicion !== null && !(suspicion < SUSPICION_LIMIT);
  if (tooHigh || asked.some((name) => findings[name].state === 'failed'))
    return { state: 'failed', suspicion };
  const lacks = asked.some((name) => rules[name].need === 'required' && findings[name].state === 'missing');
  if (lacks) return { state: 'missing', suspicion };
  if (asked.some((name) => findings[name].state === 'pending')) return { state: 'pending', suspicion };
  return { state: 'passed', suspicion };
}
