/**
 * @file How somebody moves a photo by hand as the door asks: nearer, farther, tilted and turned, a little further all
 * the time until the door is content. They can do nothing about eyelids and mouth. Pure.
 */
import { AT_EASE, NO_PROMPT, type Stance } from './behaviour.ts';
import type { Prompt } from './messages.ts';

const REACTION_MS = { least: 350, spread: 350 };
/** Quick to where the tracker begins to tell a turn, then slow enough to stop when the next prompt comes. */
const QUICK = { degPerS: 70, toDeg: 28 };
const SLOW_DEG_PER_S = 22;
/** Further, a sheet is seen too much from its edge. */
const FURTHEST_DEG = 64;
const SIZE_MS = 700;
const BACK_MS = 500;
const BEYOND_SIZE = 1.05;

type Held = Pick<Stance, 'yawDeg' | 'pitchDeg' | 'size'>;
const AHEAD: Held = { yawDeg: 0, pitchDeg: 0, size: 1 };

export class PhotoHand {
  private _prompt: Prompt = NO_PROMPT;
  private _understoodMs = -Infinity;
  private _followed: Prompt = NO_PROMPT;
  private _from: Held = AHEAD;
  private _sinceMs = -Infinity;
  private _held: Held = AHEAD;

  /** @param _random - [0, 1). */
  constructor(private readonly _random: () => number) {}

  /** @returns How the photo is held at `nowMs`, which must not go back between calls. */
  stanceAt(nowMs: number, prompt: Prompt): Stance {
    const { kind, goal, stage } = prompt;
    if (kind !== this._prompt.kind || goal !== this._prompt.goal || stage !== this._prompt.stage) {
      this._prompt = prompt;
      this._understoodMs = nowMs + REACTION_MS.least + REACTION_MS.spread * this._random();
      // Whoever sees that the door is content stops.
      if (stage === 'act') this._stop(nowMs, { ...prompt, kind: null });
    }
    if (this._understoodMs <= nowMs) {
      this._understoodMs = Infinity;
      this._stop(nowMs, prompt);
    }
    this._held = this._movedTo(nowMs);
    return { ...AT_EASE, ...this._held };
  }

  private _stop(nowMs: number, next: Prompt): void {
    this._from = this._held;
    this._sinceMs = nowMs;
    this._followed = next;
  }

  private _movedTo(nowMs: number): Held {
    const { kind, goal, stage } = this._followed;
    const elapsedMs = nowMs - this._sinceMs;
    if (stage !== 'act') {
      const share = smooth(elapsedMs / BACK_MS);
      return {
        yawDeg: this._from.yawDeg * (1 - share),
        pitchDeg: this._from.pitchDeg * (1 - share),
        size: this._from.size + (1 - this._from.size) * share,
      };
    }
    const deg = tiltedBy(elapsedMs / 1_000);
    switch (kind) {
      case 'turnLeft':
        return { ...this._from, yawDeg: Math.min(FURTHEST_DEG, this._from.yawDeg + deg) };
      case 'turnRight':
        return { ...this._from, yawDeg: Math.max(-FURTHEST_DEG, this._from.yawDeg - deg) };
      case 'lookUp':
        return { ...this._from, pitchDeg: Math.min(FURTHEST_DEG, this._from.pitchDeg + deg) };
      case 'lookDown':
        return { ...this._from, pitchDeg: Math.max(-FURTHEST_DEG, this._from.pitchDeg - deg) };
      case 'moveCloser':
      case 'moveBack': {
        const wanted = goal ?? 1;
        const size = wanted > 1 ? wanted * BEYOND_SIZE : wanted / BEYOND_SIZE;
        return {
          ...this._from,
          size: this._from.size + (size - this._from.size) * smooth(elapsedMs / SIZE_MS),
        };
      }
      default:
        return this._from;
    }
  }
}

function tiltedBy(seconds: number): number {
  const quickS = QUICK.toDeg / QUICK.degPerS;
  return QUICK.degPerS * Math.min(seconds, quickS) + SLOW_DEG_PER_S * Math.max(0, seconds - quickS);
}

function smooth(share: number): number {
  const t = Math.min(1, Math.max(0, share));
  return t * t * (3 - 2 * t);
}
