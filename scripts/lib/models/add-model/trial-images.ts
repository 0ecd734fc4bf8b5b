/** @file Images made to try a network on. They show no face: what a network recognises, photos tell. */
import { goldenTensor } from '../../../../src/core/manifest/golden.ts';
import { toTensor } from '../../../../src/core/align/to-tensor.ts';
import type { OnnxInput } from '../../../../src/core/manifest/types.ts';

export interface TrialImage {
  /** For messages, such as "an image that is all black". */
  readonly what: string;
  /** As the kiosk would feed it. */
  readonly tensor: Float32Array;
}

/** Images of which a part is another one. */
export interface ChangedImage extends TrialImage {
  /** Such as "the upper left quarter". */
  readonly changed: string;
}

export interface TrialImages {
  /** Unlike each other. */
  readonly plain: readonly TrialImage[];
  /** The first of `plain`, each with one part of another image. */
  readonly changed: readonly ChangedImage[];
}

/** A grey value of 0…255, by channel and place. */
type Pixels = (channel: number, x: number, y: number) => number;

const QUARTERS = [
  ['the upper left quarter', 0, 0],
  ['the upper right quarter', 1, 0],
  ['the lower left quarter', 0, 1],
  ['the lower right quarter', 1, 1],
] as const;
/** How far the values of a pattern reach around its mean. */
const CONTRASTS = [110, 60, 110, 30];

export function trialImages(input: OnnxInput): TrialImages {
  const patterns = CONTRASTS.map((contrast, index) => pattern(input.size, index + 1, contrast));
  const flat =
    (value: number): Pixels =>
    () =>
      value;
  const image = (what: string, pixels: Pixels): TrialImage => ({ what, tensor: tensorOf(pixels, input) });
  const [first, , other] = patterns;
  const half = input.size / 2;
  const changed = (
    part: string,
    isOther: (channel: number, x: number, y: number) => boolean,
  ): ChangedImage => ({
    ...image(`a pattern with another in ${part}`, (...place) =>
      (isOther(...place) ? other : first)(...place),
    ),
    changed: part,
  });
  return {
    plain: [
      ...patterns.map((pixels, index) => image(`pattern ${index + 1}`, pixels)),
      image('an image that is all black', flat(0)),
      image('an image that is all white', flat(255)),
    ],
    changed: [
      ...QUARTERS.map(([part, right, lower]) =>
        changed(part, (_, x, y) => x >= half === (right === 1) && y >= half === (lower === 1)),
      ),
      ...['first', 'second', 'third'].map((name, colour) =>
        changed(`the ${name} colour`, (channel) => channel === colour),
      ),
    ],
  };
}

/** Neighbours are alike, as in a photo. */
function pattern(size: number, seed: number, contrast: number): Pixels {
  const values = goldenTensor(seed, 3 * size * size);
  return (channel, x, y) => 127.5 + contrast * values[(channel * size + y) * size + x];
}

function tensorOf(pixels: Pixels, input: OnnxInput): Float32Array {
  const { size } = input;
  const crop = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        crop[(y * size + x) * 4 + channel] = pixels(channel, x, y);
      }
    }
  }
  return toTensor(crop, input);
}
