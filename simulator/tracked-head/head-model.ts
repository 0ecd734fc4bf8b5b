/**
 * @file The places of `LANDMARKER_SHAPE` on MediaPipe's canonical face model (Apache-2.0, centimetres: x to the image's
 * right, y up, z towards the camera), seen by a pinhole camera; and a photo of it on paper.
 */
import { LANDMARKER_SHAPE } from '../../src/core/liveness/face-shape.ts';
import { type Bend, bent } from '../attack-clip/sheet.ts';
import type { TurnedShape } from '../../src/core/liveness/depth.ts';
import { type Rng, randomGaussian } from '../../src/core/rng/rng.ts';

type Vertex = readonly [number, number, number];

/** The right half is the left one with x turned about. */
const VERTICES: Readonly<Record<number, Vertex>> = {
  1: [0, -1.126865, 7.475604],
  4: [0, -0.46317, 7.58658],
  10: [0, 8.261778, 4.481535],
  33: [-4.445859, 2.663991, 3.173422],
  50: [-4.765501, -0.701554, 3.534632],
  70: [-5.720968, 4.254584, 2.830852],
  105: [-3.986562, 5.109487, 4.466315],
  107: [-1.395634, 5.011963, 5.316032],
  117: [-5.258659, 0.945811, 2.974312],
  133: [-1.856432, 2.585245, 3.757904],
  151: [0, 6.54539, 5.027311],
};
const MIRRORED: Readonly<Record<number, number>> = {
  263: 33,
  280: 50,
  300: 70,
  334: 105,
  336: 107,
  346: 117,
  362: 133,
};

function vertexOf(landmark: number): Vertex {
  const mirrored = MIRRORED[landmark] as number | undefined;
  if (mirrored === undefined) return VERTICES[landmark];
  const [x, y, z] = VERTICES[mirrored];
  return [-x, y, z];
}

const HEAD = LANDMARKER_SHAPE.map(vertexOf);
/** A webcam's focal length for 640×480 and an arm's length. */
const FOCAL_PX = 600;
const DISTANCE_CM = 50;

export interface View {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  /** Standard deviation of each coordinate. */
  readonly noisePx: number;
}

/** A head, turned about its middle. */
export function viewHead(view: View, rng: Rng): TurnedShape {
  return { yawDeg: view.yawDeg, pitchDeg: view.pitchDeg, shape: project(HEAD, view, rng) };
}

/**
 * A life-size photo of the head looking ahead, on paper that is bent or not, and turned.
 * @param told - What a tracker says of its pose.
 */
export function viewSheet(
  bend: Bend,
  view: View,
  told: Pick<TurnedShape, 'yawDeg' | 'pitchDeg'>,
  rng: Rng,
): TurnedShape {
  const [, tipY, tipZ] = HEAD[0];
  const onPaper = ([x, y, z]: Vertex): Vertex => {
    const scale = (DISTANCE_CM - tipZ) / (DISTANCE_CM - z);
    const [right, down, towards] = bent(bend, 10 * x * scale, 10 * (tipY - y) * scale);
    return [right / 10, -down / 10, towards / 10];
  };
  return { ...told, shape: project(HEAD.map(onPaper), view, rng) };
}

function project(vertices: readonly Vertex[], { yawDeg, pitchDeg, noisePx }: View, rng: Rng): number[] {
  const [yaw, pitch] = [yawDeg, pitchDeg].map((angle) => (angle * Math.PI) / 180);
  return vertices.flatMap(([x, y, z]) => {
    const up = y * Math.cos(pitch) + z * Math.sin(pitch);
    const towards = z * Math.cos(pitch) - y * Math.sin(pitch);
    const right = x * Math.cos(yaw) + towards * Math.sin(yaw);
    const scale = FOCAL_PX / (DISTANCE_CM - (towards * Math.cos(yaw) - x * Math.sin(yaw)));
    return [
      320 + right * scale + noisePx * randomGaussian(rng),
      240 - up * scale + noisePx * randomGaussian(rng),
    ];
  });
}
