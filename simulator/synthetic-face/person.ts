/** @file The traits of an invented person, drawn from a seed. Nobody's likeness: every number is random. */
import { createRng } from '../../src/core/rng/rng.ts';
import { mix, scaled } from './canvas.ts';
import type { Rgb } from './canvas.ts';

export interface Glasses {
  readonly colour: Rgb;
  readonly halfWidthMm: number;
  readonly halfHeightMm: number;
  /** 2 is an ellipse, larger is squarer. */
  readonly exponent: number;
  readonly tubeMm: number;
}

export type HairStyle = 'shaved' | 'short' | 'bob' | 'long';

/** Lengths in millimetres; factors are 1 for an average head. */
export interface SyntheticPerson {
  readonly seed: number;
  readonly skin: Rgb;
  readonly lips: Rgb;
  readonly iris: Rgb;
  readonly hair: Rgb;
  readonly clothing: Rgb;
  readonly headWidth: number;
  readonly jawWidth: number;
  readonly faceLength: number;
  readonly eyeDistanceMm: number;
  readonly eyeWidthMm: number;
  readonly eyeHeightMm: number;
  /** Outer corner's rise. */
  readonly eyeTiltMm: number;
  readonly browHeightMm: number;
  readonly browThicknessMm: number;
  readonly browArchMm: number;
  readonly noseWidthMm: number;
  readonly noseHeightMm: number;
  readonly mouthWidthMm: number;
  readonly lipFullness: number;
  readonly hairStyle: HairStyle;
  /** Where the hair ends above the eyes: from −72 (high forehead) to −36 (a fringe down to the brows). */
  readonly hairlineMm: number;
  /** How much lower the hair ends on the image's right than on its left. */
  readonly partMm: number;
  readonly hairVolumeMm: number;
  readonly glasses: Glasses | null;
  /** Opacity of the beard, [0, 1]. */
  readonly beard: number;
  readonly freckles: number;
}

const SKINS: readonly Rgb[] = [
  [241, 206, 182],
  [228, 184, 152],
  [208, 160, 124],
  [184, 133, 98],
  [148, 102, 74],
  [112, 76, 56],
];
const HAIRS: readonly Rgb[] = [
  [30, 25, 24],
  [58, 40, 30],
  [98, 66, 42],
  [150, 106, 62],
  [196, 158, 104],
  [146, 74, 40],
  [150, 148, 146],
];
const IRISES: readonly Rgb[] = [
  [74, 48, 30],
  [102, 74, 42],
  [90, 104, 66],
  [84, 116, 142],
  [50, 34, 26],
];
const CLOTHES: readonly Rgb[] = [
  [52, 68, 98],
  [110, 44, 50],
  [66, 88, 74],
  [92, 90, 96],
  [186, 178, 164],
  [38, 40, 46],
];
const FRAMES: readonly Rgb[] = [
  [34, 30, 32],
  [96, 52, 34],
  [120, 122, 128],
  [40, 52, 92],
];
const LIP_TINT: Rgb = [176, 74, 78];

/** @param seed - The same seed gives the same person on every machine. */
export function syntheticPerson(seed: number): SyntheticPerson {
  const rng = createRng(seed);
  const between = (low: number, high: number): number => low + (high - low) * rng();
  const pick = <T>(items: readonly T[]): T => items[Math.floor(rng() * items.length)];
  const blendOf = (palette: readonly Rgb[]): Rgb => mix(pick(palette), pick(palette), rng() * 0.35);

  const tone = between(0, SKINS.length - 1);
  const lower = Math.floor(tone);
  const skin = mix(SKINS[lower], SKINS[Math.min(SKINS.length - 1, lower + 1)], tone - lower);
  const hair = scaled(pick(tone > 3 ? HAIRS.slice(0, 2) : HAIRS), between(0.85, 1.15));
  const style = rng();
  const hairStyle: HairStyle =
    style < 0.12 ? 'shaved' : style < 0.5 ? 'short' : style < 0.72 ? 'bob' : 'long';
  const longHaired = hairStyle === 'bob' || hairStyle === 'long';
  const bearded = !longHaired && rng() < 0.5;
  const fringed = hairStyle !== 'shaved' && rng() < 0.35;
  return {
    seed,
    skin,
    lips: mix(skin, LIP_TINT, between(0.35, longHaired ? 0.85 : 0.55)),
    iris: blendOf(tone > 3 ? [IRISES[0], IRISES[4]] : IRISES),
    hair,
    clothing: blendOf(CLOTHES),
    headWidth: between(0.92, 1.07),
    jawWidth: between(longHaired ? 0.86 : 0.92, longHaired ? 1.02 : 1.13),
    faceLength: between(0.92, 1.08),
    eyeDistanceMm: between(57, 69),
    eyeWidthMm: between(27, 33),
    eyeHeightMm: between(9, 12.5),
    eyeTiltMm: between(-1.2, 2),
    browHeightMm: between(17, 23),
    browThicknessMm: between(longHaired ? 1.4 : 2.2, longHaired ? 3 : 4.6),
    browArchMm: between(0.5, 5),
    noseWidthMm: between(12, 18),
    noseHeightMm: between(17, 24),
    mouthWidthMm: between(44, 57),
    lipFullness: between(0.7, 1.45),
    hairStyle,
    hairlineMm: fringed ? between(-44, -36) : between(-72, -58),
    partMm: between(-22, 22),
    hairVolumeMm: hairStyle === 'short' ? between(7, 15) : between(11, 18),
    glasses:
      rng() < 0.35
        ? {
            colour: pick(FRAMES),
            halfWidthMm: between(22, 26),
            halfHeightMm: between(16, 21),
            exponent: between(2, 4.5),
            tubeMm: between(1, 2.1),
          }
        : null,
    beard: bearded ? between(0.25, 0.9) : 0,
    freckles: tone < 1.5 ? between(0, 0.6) : 0,
  };
}
