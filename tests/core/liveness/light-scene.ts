/** @file A simulated camera before a face that the screen lights, for tests of the light cue. */
import { LIGHT_LINEAR } from '../../../src/core/liveness/light-colours.ts';
import type { LightSequence, TimedLight } from '../../../src/core/liveness/light.ts';
import type { Colour } from '../../../src/core/observation.ts';
import { type Rng, randomGaussian } from '../../../src/core/rng/rng.ts';

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

/** @returns The samples of a sequence that began at `startedMs`, and of half a second after it. */
export function filmLight(scene: Scene, startedMs: number, rng: Rng): TimedLight[] {
  const { shown, ratio, lagMs, framesPerSecond, noise, motion, level } = scene;
  const samples: TimedLight[] = [];
  const intervalMs = 1_000 / framesPerSecond;
  // The camera's white balance drifts by a few percent over the sequence, in face and wall alike.
  const balance = 0.04 * randomGaussian(rng);
  const lastMs = shown.colours.length * shown.stepMs + 500;
  let moved = 0;
  let turned = 0;
  for (let atMs = rng() * intervalMs; atMs < lastMs; atMs += intervalMs * (0.85 + 0.3 * rng())) {
    moved = 0.9 * moved + 0.44 * motion * randomGaussian(rng);
    turned = 0.9 * turned + 0.44 * motion * randomGaussian(rng);
    const light = colourAt(shown, atMs - lagMs);
    const region = (albedo: Colour, share: number, own: number): Colour => {
      const channel = (at: 0 | 1 | 2): number => {
        const lit = 1 + ratio * share * light[at];
        const tint = 1 + (at - 1) * (own * 0.3 + (balance * atMs) / lastMs);
        const value = level * albedo[at] * (lit / (1 + ratio / 2)) * tint * (1 + own);
        return Math.min(1, Math.max(0, value * (1 + noise * randomGaussian(rng))));
      };
      return [channel(0), channel(1), channel(2)];
    };
    samples.push({
      atMs: startedMs + atMs,
      light: { skin: region(SKIN, 1 + moved, turned), background: region(WALL, ON_WALL, 0) },
    });
  }
  return samples;
}

function colourAt({ colours, stepMs }: LightSequence, atMs: number): Colour {
  const colour = atMs < 0 ? undefined : colours.at(Math.floor(atMs / stepMs));
  return colour === undefined ? DARK : LIGHT_LINEAR[colour];
}
