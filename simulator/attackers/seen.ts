/**
 * @file What the kiosk's pipeline says of a frame, as numbers: of a head, of a photo on paper, of whatever moves as a
 * head does. No picture is drawn. Pure.
 */
import { narrowing, type Paper, toldOf } from '../attack-clip/paper.ts';
import type { FaceChange } from '../builders.ts';
import type { Stance } from '../responder/behaviour.ts';
import { viewHead, viewSheet } from '../tracked-head/head-model.ts';
import { type Rng, randomGaussian } from '../../src/core/rng/rng.ts';

/** A photo on paper, as the landmarker sees it. */
export interface SeenPaper {
  readonly paper: Paper;
  /**
   * How far the landmarker draws the places of a head of the told pose, which it expects, rather than those of the
   * sheet: 0 not at all, 1 wholly. Chosen so that the depth cue finds as much relief as `npm run bench -- depth` shows.
   */
  readonly asHead: number;
}

const EYES_PX = 90;
const FACE_PX = 220;
/** Standard deviations from frame to frame. */
const POSE_DEG = 0.7;
const PLACES_PX = 0.5;
const BLENDSHAPE = 0.02;
const SIZE = 0.01;
/** The landmarker's usual answers for open eyes and a shut mouth. */
const OPEN_EYES = 0.12;
const SHUT_MOUTH = 0.03;
const SHUT_EYES = 0.75;
/** A camera above the screen sees every head lowered. */
const LOWERED_DEG = -6;
/** What the landmarker tells of a head's nod. `Behaviour` is told so too. */
const NOD_SEEN = { up: 0.9, down: 0.77 };

/** @param seen - Null for a head, and for what moves as one. */
export function seenAs(stance: Stance, seen: SeenPaper | null, rng: Rng): FaceChange {
  const noise = (deviation: number): number => deviation * randomGaussian(rng);
  const truly = { yawDeg: stance.yawDeg, pitchDeg: stance.pitchDeg };
  const told =
    seen === null
      ? {
          yawDeg: truly.yawDeg,
          pitchDeg: truly.pitchDeg * (truly.pitchDeg > 0 ? NOD_SEEN.up : NOD_SEEN.down),
        }
      : { yawDeg: toldOf(seen.paper, truly.yawDeg), pitchDeg: toldOf(seen.paper, truly.pitchDeg) };
  const pose = {
    yawDeg: told.yawDeg + noise(POSE_DEG),
    pitchDeg: LOWERED_DEG + told.pitchDeg + noise(POSE_DEG),
    rollDeg: noise(POSE_DEG),
  };
  const narrowed =
    Math.cos((told.yawDeg * Math.PI) / 180) * (seen === null ? 1 : narrowing(seen.paper, truly.yawDeg));
  const side = FACE_PX * stance.size;
  return {
    box: { x: 320 - side / 2, y: 215 - side / 2, width: side, height: side },
    pose,
    quality: {
      faceSizePx: side,
      interocularPx: EYES_PX * stance.size * narrowed * (1 + noise(SIZE)),
      eyesOpen: stance.eyesOpen,
    },
    liveness: {
      blink: within01(OPEN_EYES + (SHUT_EYES - OPEN_EYES) * (1 - stance.eyesOpen) + noise(BLENDSHAPE)),
      jawOpen: within01(SHUT_MOUTH + 0.8 * stance.mouthOpen + noise(BLENDSHAPE)),
      shape: shapeOf(truly, told, seen, rng),
    },
  };
}

type Angles = Pick<Stance, 'yawDeg' | 'pitchDeg'>;

function shapeOf(truly: Angles, told: Angles, seen: SeenPaper | null, rng: Rng): readonly number[] {
  if (seen === null) return viewHead({ ...truly, noisePx: PLACES_PX }, rng).shape;
  const head = viewHead({ ...told, noisePx: 0 }, rng).shape;
  const sheet = viewSheet(seen.paper.bend, { ...truly, noisePx: PLACES_PX }, told, rng).shape;
  return sheet.map((place, at) => place + seen.asHead * (head[at] - place));
}

function within01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
