/** @file A simulated camera before a face that the screen lights, for tests of the light cue. */
import type { LightView } from '../../src/core/decision/types.ts';
import { LIGHT_LINEAR } from '../../src/core/liveness/light-colours.ts';
import type { LightSequence, TimedLight } from '../../src/core/liveness/light.ts';
import type { Colour, LightSample } from '../../src/core/observation.ts';
import { type Rng, randomGaussian } from '../../src/core/rng/rng.ts';

export interface Scene {
  /** What shines on the face or from the phone that stands for it. */
  readonly shown: LightSequence;
  /** White of the screen over the room's light, both on the face; 0: the face does not see the screen. */
  readonly ratio: number;
  readonly lagMs: number;
  readonly framesPerSecond: number;
  /** Relative noise of a region's mean from frame to frame. */
  readonly noise: number;
  /** Relative change of light and colour as the head moves, with a memory of about ten frames. */
  readonly motion: number;
  /** Mean linear light that the camera exposes the face to. */
  readonly level: number;
}

const SKIN: Colour = [1, 0.62, 0.45];
const WALL: Colour = [0.8, 0.8, 0.75];
/** Share of the screen's light that a wall some metres behind gets. */
const ON_WALL = 0.08;
const DARK: Colour = [0, 0, 0];

/** What the camera sees of it, from frame to frame. */
export class LitFace {
  private readonly _balance: number;
  private _moved = 0;
  private _turned = 0;

  constructor(
    private readonly _scene: Scene,
    private readonly _rng: Rng,
  ) {
    // The camera's white balance drifts by a few percent over the sequence, in face and wall alike.
    this._balance = 0.04 * randomGaussian(_rng);
  }

  /** @param atMs - Since the sequence began. */
  sample(atMs: number): LightSample {
    const { shown, ratio, lagMs, noise, motion, level } = this._scene;
    const rng = this._rng;
    this._moved = 0.9 * this._moved + 0.44 * motion * randomGaussian(rng);
    this._turned = 0.9 * this._turned + 0.44 * motion * randomGaussian(rng);
    const light = colourAt(shown, atMs - lagMs);
    const region = (albedo: Colour, share: number, own: number): Colour => {
      const channel = (at: 0 | 1 | 2): number => {
        const lit = 1 + ratio * share * light[at];
        const tint = 1 + (at - 1) * (own * 0.3 + (this._balance * atMs) / lastMsOf(shown));
        const value = level * albedo[at] * (lit / (1 + ratio / 2)) * tint * (1 + own);
        return Math.min(1, Math.max(0, value * (1 + noise * randomGaussian(rng))));
      };
      return [channel(0), channel(1), channel(2)];
    };
    return { skin: region(SKIN, 1 + this._moved, this._turned), background: region(WALL, ON_WALL, 0) };
  }
}

function lastMsOf({ colours, stepMs }: LightSequence): number {
  return colours.length * stepMs + 500;
}

/** A face in an ordinary room, lit by whatever the kiosk's screen shows. */
export class FaceBeforeScreen {
  private _startsAtMs: number | null = null;
  private _face: LitFace | null = null;

  constructor(private readonly _rng: Rng) {}

  /** @returns Null while no colours are announced or shown. */
  sample(light: LightView | null, atMs: number): LightSample | null {
    if (light === null) return null;
    if (this._face === null || this._startsAtMs !== light.startsAtMs) {
      this._startsAtMs = light.startsAtMs;
      this._face = new LitFace({ ...ORDINARY_ROOM, shown: light.sequence }, this._rng);
    }
    return this._face.sample(atMs - light.startsAtMs);
  }
}

const ORDINARY_ROOM: Omit<Scene, 'shown'> = {
  ratio: 0.3,
  lagMs: 100,
  framesPerSecond: 12,
  noise: 0.004,
  motion: 0.01,
  level: 0.2,
};

/** @returns The samples of a sequence that began at `startedMs`, and of half a second after it. */
export function filmLight(scene: Scene, startedMs: number, rng: Rng): TimedLight[] {
  const face = new LitFace(scene, rng);
  const samples: TimedLight[] = [];
  const intervalMs = 1_000 / scene.framesPerSecond;
  const lastMs = lastMsOf(scene.shown);
  for (let atMs = rng() * intervalMs; atMs < lastMs; atMs += intervalMs * (0.85 + 0.3 * rng())) {
    samples.push({ atMs: startedMs + atMs, light: face.sample(atMs) });
  }
  return samples;
}

function colourAt({ colours, stepMs }: LightSequence, atMs: number): Colour {
  const colour = atMs < 0 ? undefined : colours.at(Math.floor(atMs / stepMs));
  return colour === undefined ? DARK : LIGHT_LINEAR[colour];
}
