/**
 * @file What a person at the door is asked to do, and how it is drawn. Follows no response: `challenge-follow.ts` does.
 *
 * A challenge is a chain of two gestures: the second is asked for while the first is still held. A recording of
 * every single gesture is therefore hardly ever an answer. One of the two is a turn to a side, since only a turn shows
 * depth. A recording of every chain fits the drawn one in 1 of 96 cases, and then its timing must fit too.
 */
import type { FaceObservation, FrameSize } from '../observation.ts';
import { QUALITY_LIMITS } from '../quality/limits.ts';

/** Left and right are the subject's own. */
export type ChallengeKind =
  'turnLeft' | 'turnRight' | 'lookUp' | 'lookDown' | 'blink' | 'openMouth' | 'moveCloser' | 'moveBack';

export interface Gesture {
  readonly kind: ChallengeKind;
  /**
   * Turns and nods: degrees from the person's own straight pose. `blink`: how often. `openMouth`: blendshape above the
   * shut mouth's. `moveCloser`, `moveBack`: size of the face as a multiple of what it was.
   */
  readonly goal: number;
}

export type Challenge = readonly [Gesture, Gesture];

/** How much larger and smaller this face may become before this camera, as multiples of its size. */
export interface ChallengeAbilities {
  readonly largest: number;
  readonly smallest: number;
}

/** All but the mouth at two levels. People blink once without being asked. */
const GOALS: Readonly<Record<ChallengeKind, readonly number[]>> = {
  turnLeft: [16, 27],
  turnRight: [16, 27],
  lookUp: [12, 22],
  lookDown: [12, 22],
  blink: [2, 3],
  openMouth: [0.5],
  moveCloser: [1.2, 1.42],
  moveBack: [0.83, 0.7],
};

const KINDS = Object.keys(GOALS) as ChallengeKind[];

/** Room that a move needs beyond the size that it asks for. */
const MOVE_ROOM = 1.1;

export function challengeAbilities({ quality }: FaceObservation, frame: FrameSize): ChallengeAbilities {
  const { faceSizePx, interocularPx } = quality;
  const { check: face } = QUALITY_LIMITS.faceSizePx;
  const { check: eyes } = QUALITY_LIMITS.interocularPx;
  const most = Math.min(frame.widthPx, frame.heightPx, face.max);
  return {
    largest: most / faceSizePx / MOVE_ROOM,
    smallest: Math.max(face.min / faceSizePx, eyes.min / interocularPx) * MOVE_ROOM,
  };
}

export interface DrawOptions {
  /** Never drawn: the person's record says that they cannot. Without both turns a chain may do without one. */
  readonly spared?: readonly ChallengeKind[];
  /** Was asked for and not answered in time: asked for first again only where nothing else is left. */
  readonly missed?: ChallengeKind | null;
}

/**
 * Draws uniformly among all chains, so that none is likelier than another.
 *
 * @param random - [0, 1); nobody can predict it.
 * @returns Null when too few kinds are left to make a chain of.
 */
export function drawChallenge(
  abilities: ChallengeAbilities,
  random: () => number,
  { spared = [], missed = null }: DrawOptions = {},
): Challenge | null {
  const gestures = KINDS.filter((kind) => !spared.includes(kind))
    .flatMap((kind) => GOALS[kind].map((goal): Gesture => ({ kind, goal })))
    .filter((gesture) => isPossible(gesture, abilities));
  const chains = possibleChains(gestures);
  const others = chains.filter(([first]) => first.kind !== missed);
  const from = others.length > 0 ? others : chains;
  return from.length === 0 ? null : from[Math.floor(random() * from.length)];
}

function isPossible({ kind, goal }: Gesture, { largest, smallest }: ChallengeAbilities): boolean {
  if (kind === 'moveCloser') return goal <= largest;
  return kind === 'moveBack' ? goal >= smallest : true;
}

function possibleChains(gestures: readonly Gesture[]): readonly Challenge[] {
  const chains = gestures.flatMap((first) =>
    gestures.filter((second) => mayFollow(first, second)).map((second): Challenge => [first, second]),
  );
  return gestures.some(isTurn) ? chains.filter((chain) => chain.some(isTurn)) : chains;
}

function isTurn({ kind }: Gesture): boolean {
  return kind === 'turnLeft' || kind === 'turnRight';
}

function mayFollow(first: Gesture, second: Gesture): boolean {
  if (first.kind === second.kind) return false;
  // Eyelids are low while the eyes look down, so blinks cannot be told there. From far back to close is too long a way.
  return !(first.kind === 'lookDown' && second.kind === 'blink') && !(isMove(first) && isMove(second));
}

function isMove({ kind }: Gesture): boolean {
  return kind === 'moveCloser' || kind === 'moveBack';
}
