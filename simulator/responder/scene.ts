/**
 * @file What a camera sees of a drawn person in any stance: swaying a little before the wall, lit by the screen, with
 * the sensor's noise. Pure, so that it runs in a page's worker as well as in Node.
 */
import { createRng } from '../../src/core/rng/rng.ts';
import type { CutOut } from '../synthetic-face/develop.ts';
import {
  AT_REST,
  type Detail,
  FRAME_HEIGHT,
  FRAME_WIDTH,
  type Moment,
  portraitCamera,
} from '../synthetic-face/portrait.ts';
import { paintWall } from '../synthetic-face/wall.ts';
import { AT_EASE, type Stance } from './behaviour.ts';
import type { DrawnFrame } from './messages.ts';

/** Red, green, blue: linear light of a screen as a share of its white. */
export type ScreenLight = readonly [number, number, number];

/** A person, or what stands in for one. */
export interface Performer {
  /** @returns 640×480. */
  drawCutOut(moment: Moment): CutOut;
}

/** Drawn many times a second: one sample per pixel, texels about as large as pixels. */
export const LIVE: Detail = { supersampling: 1, shrink: 1, texelsPerMm: 1.5, fineness: 0.7 };
/** How large people are where they stand of themselves, as a share of the size in which portraits are drawn. */
const USUAL_SIZE = 0.88;
/** Trackers take a head that is held so for a level one. */
export const LEVEL_PITCH_DEG = 8;
/** The height that the camera hangs at: what is nearer grows around it. */
const CAMERA_Y_PX = 215;
/** Light of the screen that comes back from a face at arm's length, as a share of the room's: 70 lx among 300 lx. */
const SCREEN_SHARE = 0.22;
const GAMMA = 2.2;
/** Grey levels, most; triangular. */
const NOISE_LEVELS = 5;

/** Longer than any row, to be read from random places. */
const NOISE = ((): Float32Array => {
  const rng = createRng(2);
  return Float32Array.from({ length: 1 << 17 }, () => (rng() + rng() - 1) * NOISE_LEVELS);
})();

const NOBODY: CutOut = {
  width: FRAME_WIDTH,
  height: FRAME_HEIGHT,
  rgba: new Uint8ClampedArray(FRAME_WIDTH * FRAME_HEIGHT * 4),
};

export class Scene {
  private _last: { readonly key: string; readonly cutOut: CutOut } | null = null;
  private readonly _wall = paintWall(FRAME_WIDTH, FRAME_HEIGHT);

  private readonly _usualSize: number;

  /** @param distanceMm - From the camera to a person at ease; null for where people stand of themselves. */
  constructor(
    private readonly _performer: Performer,
    distanceMm: number | null = null,
  ) {
    this._usualSize = distanceMm === null ? USUAL_SIZE : portraitCamera(1).distanceMm / distanceMm;
  }

  /** Draws what would take long at its first use, so that no later frame comes late. */
  warmUp(): void {
    for (const eyesOpen of [1, 0.75, 0.5, 0.25, 0]) this._draw({ ...AT_EASE, eyesOpen });
    for (let step = 1; step <= 8; step += 1) this._draw({ ...AT_EASE, mouthOpen: step / 8 });
  }

  /**
   * @param nowMs - Of the swaying.
   * @param stance - Null for nobody.
   * @param light - What the screen shows; null for one that does not count.
   * @param random - [0, 1), of the noise.
   * @param asidePx - How far to the right of the middle the person stands.
   * @returns RGBA, 640×480.
   */
  frame(
    stance: Stance | null,
    nowMs: number,
    light: ScreenLight | null,
    random: () => number,
    asidePx = 0,
  ): DrawnFrame {
    const { rgba, width, height } = stance === null ? NOBODY : this._draw(stance);
    const { scale, sin, cos, shiftX, shiftY } = swayAt(nowMs, (stance ?? AT_EASE).size * this._usualSize);
    const [tintR, tintG, tintB] = (light ?? [0, 0, 0]).map(
      (value) => (1 + SCREEN_SHARE * value) ** (1 / GAMMA),
    );
    const wall = this._wall;
    const out = new Uint8ClampedArray(width * height * 4);
    const right = cos / scale;
    const down = sin / scale;
    for (let row = 0; row < height; row += 1) {
      let noise = Math.floor(random() * (NOISE.length - width * 3));
      const dx = 0.5 - width / 2 - shiftX - asidePx;
      const dy = row + 0.5 - CAMERA_Y_PX - shiftY;
      // Where the row's first pixel lies in the portrait, and how far the next one is from it.
      let x = right * dx + down * dy + width / 2 - 0.5;
      let y = right * dy - down * dx + CAMERA_Y_PX - 0.5;
      let from = row * width * 3;
      let to = row * width * 4;
      for (
        let column = 0;
        column < width;
        column += 1, x += right, y -= down, from += 3, to += 4, noise += 3
      ) {
        let red = 0;
        let green = 0;
        let blue = 0;
        let cover = 0;
        const left = Math.floor(x);
        // Below its last row a person goes on.
        const top = Math.min(height - 2, Math.floor(y));
        if (left >= 0 && top >= 0 && left < width - 1) {
          const at = (top * width + left) * 4;
          const below = at + width * 4;
          if (rgba[at + 3] + rgba[at + 7] + rgba[below + 3] + rgba[below + 7] > 0) {
            const fx = x - left;
            const fy = Math.min(1, y - top);
            const a = rgba[at + 3] * (1 - fx) * (1 - fy);
            const b = rgba[at + 7] * fx * (1 - fy);
            const c = rgba[below + 3] * (1 - fx) * fy;
            const d = rgba[below + 7] * fx * fy;
            red = (rgba[at] * a + rgba[at + 4] * b + rgba[below] * c + rgba[below + 4] * d) / 255;
            green = (rgba[at + 1] * a + rgba[at + 5] * b + rgba[below + 1] * c + rgba[below + 5] * d) / 255;
            blue = (rgba[at + 2] * a + rgba[at + 6] * b + rgba[below + 2] * c + rgba[below + 6] * d) / 255;
            cover = (a + b + c + d) / 255;
          }
        }
        const rest = 1 - cover;
        out[to] = red * tintR + wall[from] * rest + NOISE[noise];
        out[to + 1] = green * tintG + wall[from + 1] * rest + NOISE[noise + 1];
        out[to + 2] = blue * tintB + wall[from + 2] * rest + NOISE[noise + 2];
        out[to + 3] = 255;
      }
    }
    return out;
  }

  private _draw({ yawDeg, pitchDeg, eyesOpen, mouthOpen }: Stance): CutOut {
    const moment = { ...AT_REST, yawDeg, pitchDeg: LEVEL_PITCH_DEG + pitchDeg, eyesOpen, mouthOpen };
    const key = JSON.stringify(moment);
    // Who holds still looks as before: the cores are the kiosk's.
    if (this._last?.key !== key) this._last = { key, cutOut: this._performer.drawCutOut(moment) };
    return this._last.cutOut;
  }
}

interface Sway {
  readonly scale: number;
  readonly sin: number;
  readonly cos: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

/** Nobody stands quite still: a few pixels, less than a degree. */
function swayAt(nowMs: number, size: number): Sway {
  const wave = (everyMs: number, shift: number): number => Math.sin((2 * Math.PI * nowMs) / everyMs + shift);
  const tilt = 0.012 * wave(3_700, 1.1);
  return {
    scale: size * (1 + 0.006 * wave(4_300, 0.4)),
    sin: Math.sin(tilt),
    cos: Math.cos(tilt),
    shiftX: 3 * wave(3_100, 0) + wave(1_300, 2),
    shiftY: 2 * wave(2_300, 0.9),
  };
}
