/** @file In what condition a face was photographed, told from its packed crop. Compares nothing: `slices.ts` does. */
import { ARCFACE } from '../../src/core/align/template.ts';
import { measureCrop, QUALITY_CROP_SIZE } from '../../src/core/quality/measures.ts';
import type { PackedDataset } from '../data/types.ts';
import type { StartProgress } from '../progress.ts';
import { readCrops } from './read-dataset.ts';

/**
 * Resolution is not among them: a packed crop has one size whatever photo it was cut from, and no record keeps the
 * photo's. The data set as a whole tells it: `celeba-64` is made of photos 64 pixels wide. Within a data set a coarse
 * photo counts as a blurred one. Eyewear is not among them either, because no data set labels it.
 */
export interface Conditions {
  /** Of the head, in degrees, signed; null where no tracker found the face. */
  readonly yawDeg: number | null;
  /** Variance of the Laplacian at a mean luminance of 128, ≥ 0 (`measureCrop`). */
  readonly sharpness: number;
  /** Mean luminance of the face, [0, 255]. */
  readonly exposure: number;
  /**
   * Mean luminance of the cheeks, [0, 255]. The light is in it as much as the skin: only the mean over several photos
   * of a person says something of the skin.
   */
  readonly skinLuminance: number;
}

/**
 * The cheeks in the 112×112 template, in pixels: 10 × 12 each, below the eyes (row 52) and above the corners of the
 * mouth (row 92). They lie outside the wings of the nose (columns 46 to 66), where glasses, lips and most beards do
 * not reach. They mirror each other about the template's middle (column 56).
 */
const CHEEK_WIDTH = 10;
const CHEEK_HEIGHT = 12;
const CHEEK_TOP = 66;
const CHEEK_LEFTS = [32, 70] as const;

/** What `measureCrop` wants: the plain template without a margin. */
const QUALITY_CROP = { size: QUALITY_CROP_SIZE, spec: { alignment: ARCFACE }, batch: 32 };

/**
 * @param crop - RGBA, 112×112, of the ArcFace template without a margin.
 * @param yawDeg - Of the head, as the record has it.
 * @throws RangeError when the crop has another size.
 */
export function conditionsOf(crop: Uint8ClampedArray, yawDeg: number | null): Conditions {
  const { sharpness, exposure } = measureCrop(crop);
  return { yawDeg, sharpness, exposure, skinLuminance: cheekLuminance(crop) };
}

/**
 * @param records - Record numbers, each once.
 * @returns By record number.
 * @throws Error naming the record whose crop cannot be decoded.
 */
export async function measureConditions(
  dataset: PackedDataset,
  records: ArrayLike<number>,
  startProgress?: StartProgress,
): Promise<Map<number, Conditions>> {
  const conditions = new Map<number, Conditions>();
  await readCrops(dataset, records, QUALITY_CROP, startProgress, (crops, batch) => {
    crops.forEach((crop, at) => {
      conditions.set(batch[at], conditionsOf(crop, dataset.record(batch[at]).yawDeg));
    });
    return Promise.resolve();
  });
  return conditions;
}

/** @returns Mean of 0.299 R + 0.587 G + 0.114 B (BT.601) over both cheeks, [0, 255]. */
function cheekLuminance(crop: Uint8ClampedArray): number {
  let sum = 0;
  for (const left of CHEEK_LEFTS) {
    for (let row = CHEEK_TOP; row < CHEEK_TOP + CHEEK_HEIGHT; row += 1) {
      for (let column = left; column < left + CHEEK_WIDTH; column += 1) {
        const at = (row * QUALITY_CROP_SIZE + column) * 4;
        sum += 0.299 * crop[at] + 0.587 * crop[at + 1] + 0.114 * crop[at + 2];
      }
    }
  }
  return sum / (CHEEK_LEFTS.length * CHEEK_WIDTH * CHEEK_HEIGHT);
}
