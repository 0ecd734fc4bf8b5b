/**
 * @file A head that moves before a simulated tracker: a person who does what the screen asks, with human reaction times
 * and a tracker's noise, and a recording that is played in a loop whatever the screen asks.
 */
import type { FrameChange } from '../../../simulator/builders.ts';
import type { DecisionView } from '../../../src/core/decision/types.ts';
import type { Challenge, ChallengeKind, Gesture } from '../../../src/core/liveness/challenge.ts';
import { randomGaussian, type Rng } from '../../../src/core/rng/rng.ts';
import { viewHead } from '../../../simulator/tracked-head/head-model.ts';

/** Degrees, logarithm of the size, blendshapes. */
export interface HeadState {
  readonly yaw: number;
  readonly pitch: number;
  readonly size: number;
  readonly mouth: number;
  readonly blink: number;
}

export const STRAIGHT: HeadState = { yaw: 0, pitch: 0, size: 0, mouth: 0, blink: 0 };

type Axis = keyof HeadState;

interface Move {
  readonly axis: Axis;
  readonly startMs: number;
  readonly ms: number;
  readonly to: number;
}

const BLINK_MS = 260;
const BLINK_GAP_MS = 140;
const EYES_PX = 90;

/** Where a gesture leads: axis, value, and how long people take to get there. */
function wayOf({ kind, goal }: Gesture): { readonly axis: Axis; readonly to: number; readonly ms: number } {
  const ways: Record<ChallengeKind, { axis: Axis; to: number; ms: number }> = {
    turnLeft: { axis: 'yaw', to: goal, ms: goal > 20 ? 560 : 420 },
    turnRight: { axis: 'yaw', to: -goal, ms: goal > 20 ? 560 : 420 },
    lookUp: { axis: 'pitch', to: goal, ms: goal > 20 ? 540 : 420 },
    lookDown: { axis: 'pitch', to: -goal, ms: goal > 20 ? 540 : 420 },
    openMouth: { axis: 'mouth', to: goal, ms: 250 },
    moveCloser: { axis: 'size', to: Math.log(goal), ms: goal > 1.3 ? 1_000 : 800 },
    moveBack: { axis: 'size', to: Math.log(goal), ms: goal < 0.75 ? 1_000 : 800 },
    blink: { axis: 'blink', to: 0.75, ms: 80 },
  };
  return ways[kind];
}

/** Smooth movements along each axis, one after the other. */
class Trajectory {
  private _moves: Move[] = [];

  /** Replaces what has not begun by then on that axis. */
  go(axis: Axis, to: number, startMs: number, ms: number): void {
    this._moves = this._moves.filter((move) => move.axis !== axis || move.startMs < startMs);
    this._moves.push({ axis, to, startMs, ms });
  }

  blink(times: number, startMs: number): void {
    for (let i = 0; i < times; i++) {
      const at = startMs + i * (BLINK_MS + BLINK_GAP_MS);
      this._moves.push({ axis: 'blink', to: 0.75, startMs: at, ms: BLINK_MS * 0.3 });
      this._moves.push({ axis: 'blink', to: 0, startMs: at + BLINK_MS * 0.7, ms: BLINK_MS * 0.3 });
    }
  }

  at(ms: number): HeadState {
    const state: Record<Axis, number> = { ...STRAIGHT };
    for (const { axis, to, startMs, ms: long } of this._moves) {
      if (ms < startMs) continue;
      const t = Math.min(1, (ms - startMs) / long);
      state[axis] += (to - state[axis]) * t * t * t * (10 - 15 * t + 6 * t * t);
    }
    return state;
  }
}

/** Does what the screen asks. */
export class Responder {
  private readonly _trajectory = new Trajectory();
  private _asked = '';
  private _outOfRest: Axis[] = [];
  private _nextBlinkMs: number;

  /** @param reaction - Milliseconds from a prompt's appearance to the move, drawn per prompt. */
  constructor(
    private readonly _rng: Rng,
    private readonly _reaction: (rng: Rng) => number = (rng) => 250 + 650 * rng(),
    private readonly _blinksByItself = true,
  ) {
    this._nextBlinkMs = 4_000 * _rng();
  }

  /** @param shownMs - When the person sees `view`. */
  see(view: DecisionView, shownMs: number): void {
    const { challenge } = view;
    const asked =
      challenge === null || challenge.stage === 'hold'
        ? 'nothing'
        : `${challenge.stage} ${challenge.kind} ${challenge.goal}`;
    if (asked === this._asked) return;
    this._asked = asked;
    const startMs = shownMs + this._reaction(this._rng);
    for (const axis of this._outOfRest) this._trajectory.go(axis, 0, startMs, axis === 'size' ? 800 : 450);
    const back = this._outOfRest;
    this._outOfRest = [];
    if (challenge?.stage !== 'act') return;
    if (challenge.kind === 'blink') {
      this._trajectory.blink(challenge.goal, startMs);
      // Eyes that have just blinked need no blink of their own.
      this._nextBlinkMs = startMs + challenge.goal * 400 + 2_500;
      return;
    }
    const { axis, to, ms: alone } = wayOf(challenge);
    // From one side to the other it is twice as far.
    const ms = back.includes(axis) ? alone * 1.5 : alone;
    // People miss a goal by some percent.
    this._trajectory.go(axis, to * (1 + 0.07 * randomGaussian(this._rng)), startMs, ms);
    this._outOfRest.push(axis);
  }

  frame(nowMs: number): FrameChange {
    if (this._blinksByItself && nowMs > this._nextBlinkMs) {
      this._trajectory.blink(1, nowMs);
      this._nextBlinkMs = nowMs + 2_500 + 4_000 * this._rng();
    }
    return trackerFrame(this._trajectory.at(nowMs), this._rng);
  }
}

/** Plays a recording again and again, from any moment on. */
export class LoopedReplay {
  private readonly _trajectory = new Trajectory();
  readonly loopMs: number;

  /** @param chains - The gestures of each are done one after the other; between chains the head rests. */
  constructor(
    chains: readonly (readonly Gesture[])[],
    private readonly _rng: Rng,
    { dwellMs = 600, restMs = 1_200 }: { readonly dwellMs?: number; readonly restMs?: number } = {},
  ) {
    let atMs = 0;
    for (const chain of chains) {
      atMs += restMs;
      let held: Axis | null = null;
      for (const gesture of chain) {
        const { axis, to, ms } = wayOf(gesture);
        if (held !== null && held !== axis) this._trajectory.go(held, 0, atMs, 450);
        held = null;
        if (gesture.kind === 'blink') {
          this._trajectory.blink(gesture.goal, atMs);
          atMs += gesture.goal * (BLINK_MS + BLINK_GAP_MS) + dwellMs / 2;
        } else {
          this._trajectory.go(axis, to, atMs, ms);
          held = axis;
          atMs += ms + dwellMs;
        }
      }
      if (held !== null) this._trajectory.go(held, 0, atMs, 450);
      atMs += 450;
    }
    this.loopMs = atMs;
  }

  frame(nowMs: number): FrameChange {
    return trackerFrame(this._trajectory.at(nowMs % this.loopMs), this._rng);
  }
}

/** Every gesture that can be drawn. */
export const GESTURES: readonly Gesture[] = [
  { kind: 'turnLeft', goal: 16 },
  { kind: 'turnLeft', goal: 27 },
  { kind: 'turnRight', goal: 16 },
  { kind: 'turnRight', goal: 27 },
  { kind: 'lookUp', goal: 12 },
  { kind: 'lookUp', goal: 22 },
  { kind: 'lookDown', goal: 12 },
  { kind: 'lookDown', goal: 22 },
  { kind: 'blink', goal: 2 },
  { kind: 'blink', goal: 3 },
  { kind: 'openMouth', goal: 0.5 },
  { kind: 'moveCloser', goal: 1.2 },
  { kind: 'moveCloser', goal: 1.42 },
  { kind: 'moveBack', goal: 0.83 },
  { kind: 'moveBack', goal: 0.7 },
];

const isTurn = ({ kind }: Gesture): boolean => kind === 'turnLeft' || kind === 'turnRight';

/** Every challenge that can be drawn. */
export const CHAINS: readonly Challenge[] = GESTURES.flatMap((first) =>
  GESTURES.filter(({ kind }) => kind !== first.kind && (isTurn(first) || isTurn({ kind, goal: 0 }))).map(
    (second): Challenge => [first, second],
  ),
);

/** What a tracker with some noise makes of a head. */
export function trackerFrame(state: HeadState, rng: Rng): FrameChange {
  const noise = (deviation: number): number => deviation * randomGaussian(rng);
  const yawDeg = state.yaw + noise(0.9);
  // Trackers see a little of each turn as a nod.
  const pitchDeg = -6 + state.pitch + 0.1 * Math.abs(state.yaw) + noise(0.9);
  const scale = Math.exp(state.size);
  const interocularPx = EYES_PX * scale * Math.cos((state.yaw * Math.PI) / 180) * (1 + noise(0.012));
  const side = 220 * scale;
  return {
    face: {
      box: { x: 310 - side / 2, y: 210 - side / 2, width: side, height: side },
      pose: { yawDeg, pitchDeg, rollDeg: noise(0.6) },
      quality: { faceSizePx: side, interocularPx, eyesOpen: Math.max(0, 1 - state.blink) },
      liveness: {
        blink: Math.max(0, Math.min(1, 0.12 + state.blink + noise(0.02))),
        jawOpen: Math.max(0, Math.min(1, 0.03 + state.mouth + noise(0.02))),
        shape: viewHead({ yawDeg: state.yaw, pitchDeg: state.pitch, noisePx: 0.5 }, rng).shape,
        continuity: 0.8,
      },
    },
  };
}
