/**
 * @file What a person at the door is asked to do, and how it is drawn. Follows no response: `challenge-follow.ts` does.
 *
 * A challenge is a chain of two gestures: the second is asked for while the first is still held. A recording of
 * every single gesture is therefore hardly ever an answer. A recording of every chain fits the drawn one in 1 of 99 to
 * 121 cases (11 gestures, then 9 to 11 of another kind), and then its timing must fit too.
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

/** What can be asked of this face before this camera. */
export interface ChallengeAbilities {
  readonly moveCloser: boolean;
  readonly moveBack: boolean;
}

/** Poses are asked at two levels. People blink once without being asked, and three times take a second more. */
const GOALS: Readonly<Record<ChallengeKind, readonly number[]>> = {
  turnLeft: [16, 27],
  turnRight: [16, 27],
  lookUp: [12, 22],
  lookDown: [12, 22],
  blink: [2],
  openMouth: [0.5],
  moveCloser: [1.25],
  moveBack: [0.8],
};

const KINDS = Object.keys(GOALS) as ChallengeKind[];

/** Room that a move needs beyond the size that it asks for. */
const MOVE_ROOM = 1.35;

export function challengeAbilities({ quality }: FaceObservation, frame: FrameSize): ChallengeAbilities {
  const scale = Math.min(frame.widthPx, frame.heightPx);
  const { faceSizePx, interocularPx } = quality;
  return {
    moveCloser: faceSizePx * MOVE_ROOM < Math.min(scale, QUALITY_LIMITS.faceSizePx.check.max),
    moveBack:
      faceSizePx > QUALITY_LIMITS.faceSizePx.check.min * MOVE_ROOM &&
      interocularPx > QUALITY_LIMITS.interocularPx.check.min * MOVE_ROOM,
  };
}

export interface DrawOptions {
  /** Never drawn: the person has said that they cannot. */
  readonly declined?: readonly ChallengeKind[];
  /** Kinds that the attempt has asked for already; drawn again only where nothing else is left. */
  readonly used?: readonly ChallengeKind[];
}

/**
 * Draws uniformly among gestures, so that none is likelier than another. The kinds of all challenges drawn differ as
 * far as the abilities go, those of one challenge always.
 *
 * @param random - [0, 1); nobody can predict it.
 * @returns Null when fewer than two kinds are left to ask for.
 * @throws RangeError for a count that is not a whole number above 0.
 */
export function drawChallenges(
  count: number,
  abilities: ChallengeAbilities,
  random: () => number,
  { declined = [], used = [] }: DrawOptions = {},
): readonly Challenge[] | null {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`At least one challenge is drawn, not ${count}.`);
  }
  const possible = KINDS.filter((kind) => isPossible(kind, abilities) && !declined.includes(kind));
  const taken = [...used];
  const drawn: Challenge[] = [];
  while (drawn.length < count) {
    // Blinks take the longest, and the head need not come back from them. So they come last.
    const first = drawGesture(fresh(possible, taken, ['blink']), random);
    if (first === null) return null;
    // Eyelids are low while the eyes look down, so blinks cannot be told there.
    const barred: ChallengeKind[] = first.kind === 'lookDown' ? [first.kind, 'blink'] : [first.kind];
    const second = drawGesture(fresh(possible, taken, barred), random);
    if (second === null) return null;
    drawn.push([first, second]);
    taken.push(first.kind, second.kind);
  }
  return drawn;
}

function isPossible(kind: ChallengeKind, abilities: ChallengeAbilities): boolean {
  return kind in abilities ? abilities[kind as keyof ChallengeAbilities] : true;
}

/** The kinds not taken yet; all that are not barred when too few of those are left to choose from. */
function fresh(
  possible: readonly ChallengeKind[],
  taken: readonly ChallengeKind[],
  barred: readonly ChallengeKind[],
): readonly ChallengeKind[] {
  const allowed = possible.filter((kind) => !barred.includes(kind));
  const unused = allowed.filter((kind) => !taken.includes(kind));
  return unused.length > 0 ? unused : allowed;
}

function drawGesture(kinds: readonly ChallengeKind[], random: () => number): Gesture | null {
  const gestures = kinds.flatMap((kind) => GOALS[kind].map((goal): Gesture => ({ kind, goal })));
  return gestures.length === 0 ? null : gestures[Math.floor(random() * gestures.length)];
}
