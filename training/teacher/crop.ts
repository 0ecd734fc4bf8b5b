/** @file The teacher's view of a face, cut from an aligned crop as face-api cuts it from a photo. */
import { alignTransform } from '../../src/core/align/align.ts';
import { warpRgba } from '../../src/core/align/sample.ts';
import { ARCFACE_112, TEMPLATE_SIZE } from '../../src/core/align/template.ts';
import type { Point } from '../../src/core/observation.ts';
import type { Picture } from '../data/picture.ts';
import { TEACHER_MEAN, TEACHER_SIZE, TEACHER_STD } from './face-api.ts';

/** face-api's constants: eyes to mouth as a share of the square's side, and where their centre lies in it. */
const EYES_TO_MOUTH = 0.45;
const CENTRE = { x: 0.5, y: 0.43 };

/** The square in template pixels. */
const SQUARE = squareOfTemplate();

function squareOfTemplate(): Point & { readonly side: number } {
  const [leftEye, rightEye, , leftMouth, rightMouth] = ARCFACE_112;
  const mouth = { x: (leftMouth.x + rightMouth.x) / 2, y: (leftMouth.y + rightMouth.y) / 2 };
  const toMouth = ({ x, y }: Point): number => Math.hypot(x - mouth.x, y - mouth.y);
  const side = (toMouth(leftEye) + toMouth(rightEye)) / 2 / EYES_TO_MOUTH;
  const centre = {
    x: (leftEye.x + rightEye.x + mouth.x) / 3,
    y: (leftEye.y + rightEye.y + mouth.y) / 3,
  };
  return { x: centre.x - CENTRE.x * side, y: centre.y - CENTRE.y * side, side };
}

/**
 * Unlike face-api's, the view is turned upright, as dlib's own training data was.
 *
 * @param output - float32 [3, 150, 150], filled.
 */
export function teacherInput(picture: Picture, output: Float32Array): void {
  const { a, b, tx, ty } = alignTransform(picture.points, TEMPLATE_SIZE);
  const scale = SQUARE.side / TEACHER_SIZE;
  const crop = warpRgba(
    picture,
    {
      ...{ a: a * scale, b: b * scale },
      tx: a * SQUARE.x - b * SQUARE.y + tx,
      ty: b * SQUARE.x + a * SQUARE.y + ty,
    },
    TEACHER_SIZE,
  );
  const pixels = TEACHER_SIZE * TEACHER_SIZE;
  for (let channel = 0; channel < 3; channel += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      output[channel * pixels + pixel] = (crop[pixel * 4 + channel] - TEACHER_MEAN[channel]) / TEACHER_STD;
    }
  }
}
