/** @file Times what the vision worker cuts of a frame that is recognised: for `npm run bench`. */
import { ARCFACE_112 } from '../core/align/template.ts';
import type { AlignmentPoints } from '../core/observation.ts';
import { createRng } from '../core/rng/rng.ts';
import { createCropper, type CroppedModels } from './cropper.ts';

export interface CropTimer {
  /**
   * Cuts all crops and tensors of one frame.
   * @param eyesPx - Distance between the face's eyes in image pixels.
   * @returns Milliseconds.
   */
  timeFrame(eyesPx: number): number;
}

const WIDTH = 640;
const HEIGHT = 480;
const EYES_112 = ARCFACE_112[1].x - ARCFACE_112[0].x;
/** A head that is held a little askew, as most are. */
const TILT_RAD = 0.1;

/** Of a noisy frame of 640×480 with a face in its middle. */
export function createCropTimer(models: CroppedModels): CropTimer {
  const rng = createRng(1);
  const image = new ImageData(WIDTH, HEIGHT);
  image.data.forEach((_, at) => (image.data[at] = rng() * 256));
  const cropper = createCropper(models);
  return {
    timeFrame(eyesPx) {
      const points = placeFace(eyesPx);
      const startMs = performance.now();
      cropper(image, points, true);
      return performance.now() - startMs;
    },
  };
}

function placeFace(eyesPx: number): AlignmentPoints {
  const scale = eyesPx / EYES_112;
  const [a, b] = [scale * Math.cos(TILT_RAD), scale * Math.sin(TILT_RAD)];
  return ARCFACE_112.map(({ x, y }) => ({
    x: WIDTH / 2 + a * (x - 56) - b * (y - 72),
    y: HEIGHT / 2 + b * (x - 56) + a * (y - 72),
  })) as unknown as AlignmentPoints;
}
