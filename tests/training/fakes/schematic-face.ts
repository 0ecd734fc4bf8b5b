/** @file A face as flat coloured shapes with 478 landmarks: enough for fakes to be made from and checked. */
import { scaledTemplate } from '../../../src/core/align/template.ts';
import type { Picture } from '../../../training/image/picture.ts';
import {
  ALIGNMENT_LANDMARKS,
  FACE_OVAL,
  INNER_LIPS,
  LANDMARK_COUNT,
  LEFT_BROW,
  LEFT_EYE,
  NOSE,
  OUTER_LIPS,
  RIGHT_BROW,
  RIGHT_EYE,
} from '../../../training/fakes/landmarks.ts';

export const SIZE = 160;
const MARGIN = 24 / 112;

export interface Face {
  /** R, G, B. */
  readonly skin?: readonly [number, number, number];
  readonly wall?: readonly [number, number, number];
  /** Moves the whole mouth down. */
  readonly mouthDropPx?: number;
}

/** The face's oval in pixels. */
const OVAL = { x: 80, y: 84, halfWidth: 42, halfHeight: 54 } as const;

/** Dark eyes and a red mouth on skin with stripes, in front of a wall. */
export function schematicFace(face: Face = {}): Picture & { readonly landmarks: Float32Array } {
  const { skin = [200, 150, 120], wall = [60, 90, 130], mouthDropPx = 0 } = face;
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = scaledTemplate(SIZE, {
    template: 'arcface-112',
    margin: MARGIN,
  });
  const mouthX = (leftMouth.x + rightMouth.x) / 2;
  const mouthY = (leftMouth.y + rightMouth.y) / 2 + mouthDropPx;

  const landmarks = new Float32Array(LANDMARK_COUNT * 2);
  for (let number = 0; number < LANDMARK_COUNT; number += 1) {
    // Sunflower seeds spread the landmarks without a name over the face.
    const radius = 0.9 * Math.sqrt((number + 0.5) / LANDMARK_COUNT);
    landmarks[2 * number] = OVAL.x + OVAL.halfWidth * radius * Math.cos(2.4 * number);
    landmarks[2 * number + 1] = OVAL.y + OVAL.halfHeight * radius * Math.sin(2.4 * number);
  }
  const onEllipse = (
    numbers: readonly number[],
    x: number,
    y: number,
    a: number,
    b: number,
    start: number,
  ) => {
    numbers.forEach((number, index) => {
      const angle = start + (2 * Math.PI * index) / numbers.length;
      landmarks[2 * number] = x + a * Math.cos(angle);
      landmarks[2 * number + 1] = y + b * Math.sin(angle);
    });
  };
  onEllipse(FACE_OVAL, OVAL.x, OVAL.y, OVAL.halfWidth, OVAL.halfHeight, -Math.PI / 2);
  for (const [eye, lids, brow] of [
    [leftEye, LEFT_EYE, LEFT_BROW],
    [rightEye, RIGHT_EYE, RIGHT_BROW],
  ] as const) {
    onEllipse(lids, eye.x, eye.y, 7, 3, Math.PI);
    onEllipse(brow, eye.x, eye.y - 10, 9, 2, Math.PI);
  }
  onEllipse(NOSE, nose.x, nose.y - 6, 6, 9, 0);
  onEllipse(OUTER_LIPS, mouthX, mouthY, 14, 6, Math.PI);
  onEllipse(INNER_LIPS, mouthX, mouthY, 11, 1, Math.PI);
  const points: Picture['points'] = [
    leftEye,
    rightEye,
    nose,
    { x: leftMouth.x, y: leftMouth.y + mouthDropPx },
    { x: rightMouth.x, y: rightMouth.y + mouthDropPx },
  ];
  points.forEach((point, index) => {
    const number = ALIGNMENT_LANDMARKS[index];
    landmarks[2 * number] = point.x;
    landmarks[2 * number + 1] = point.y;
  });

  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  for (let row = 0; row < SIZE; row += 1) {
    for (let column = 0; column < SIZE; column += 1) {
      const x = column + 0.5;
      const y = row + 0.5;
      const within = (cx: number, cy: number, a: number, b: number) =>
        ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 <= 1;
      let colour: readonly number[] = wall;
      if (within(OVAL.x, OVAL.y, OVAL.halfWidth, OVAL.halfHeight)) {
        colour = skin.map((value) => value + (column % 6 < 3 ? 8 : -8));
      }
      if (within(leftEye.x, leftEye.y, 7, 3) || within(rightEye.x, rightEye.y, 7, 3)) colour = [30, 30, 30];
      if (within(mouthX, mouthY, 14, 6)) colour = [190, 40, 50];
      data.set([...colour, 255], (row * SIZE + column) * 4);
    }
  }
  return { data, width: SIZE, height: SIZE, points, landmarks };
}

/** Mean of each channel over a rectangle. */
export function meanColour(picture: Picture, x: number, y: number, width: number, height: number): number[] {
  const sum = [0, 0, 0];
  for (let row = y; row < y + height; row += 1) {
    for (let column = x; column < x + width; column += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        sum[channel] += picture.data[(row * picture.width + column) * 4 + channel];
      }
    }
  }
  return sum.map((value) => value / (width * height));
}

/** Largest difference of a channel per pixel, [height × width]. */
export function changes(one: Picture, other: Picture): Uint8Array {
  const result = new Uint8Array(one.width * one.height);
  for (let at = 0; at < one.data.length; at += 1) {
    const change = Math.abs(one.data[at] - other.data[at]);
    if (change > result[at >> 2]) result[at >> 2] = change;
  }
  return result;
}

export function isSame(one: Picture, other: Picture): boolean {
  return changes(one, other).every((change) => change === 0);
}

/** Numbers of the pixels outside the oval made `marginPx` larger. */
export function outsidePixels(marginPx: number): number[] {
  return Array.from({ length: SIZE * SIZE }, (_, pixel) => pixel).filter((pixel) => {
    const x = (pixel % SIZE) + 0.5 - OVAL.x;
    const y = Math.floor(pixel / SIZE) + 0.5 - OVAL.y;
    return (x / (OVAL.halfWidth + marginPx)) ** 2 + (y / (OVAL.halfHeight + marginPx)) ** 2 > 1;
  });
}
