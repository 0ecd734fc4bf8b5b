/** @file From a packed crop to a pair of crops: the person before a camera, and an attack before the same camera. */
import { alignTransform } from '../../src/core/align/align.ts';
import type { Alignment } from '../../src/core/align/template.ts';
import { warpRgba } from '../../src/core/align/cut-crops.ts';
import { applySimilarity, invertSimilarity } from '../../src/core/geometry/similarity.ts';
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';
import { createRng, randomInteger } from '../../src/core/rng/rng.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import { drawAround, drawFrom, happens } from '../augment/draw.ts';
import { recompress } from '../augment/jpeg.ts';
import type { Picture } from '../image/picture.ts';
import { apertureOf, drawCamera, expose, meanLightOf } from './camera.ts';
import type { Camera } from './camera.ts';
import { sampleLight, toLight } from '../image/light.ts';
import type { Rgb } from '../image/light.ts';
import { presentPrint } from './print.ts';
import type { PresentOptions } from './print.ts';
import { placeIn, render } from './scene.ts';
import type { Scene, Stand } from './scene.ts';
import { presentScreen } from './screen.ts';
import { prepareSource } from './source.ts';

export const ATTACK_SPECIES = ['print', 'screen'] as const;
export type AttackSpecies = (typeof ATTACK_SPECIES)[number];

export interface MadeAttack {
  readonly species: AttackSpecies;
  /** No edge of the sheet or the screen shows. */
  readonly borderless: boolean;
  /** How plain it is to see, [0, 1]. */
  readonly strength: number;
  /** How much the regular fine structure swings in the camera's image: its standard deviation about a mean of 1. */
  readonly moireContrast: number;
  /** An aligned crop, like that of the source. */
  readonly picture: Picture;
}

export interface PhotographedPair {
  readonly bonaFide: Picture;
  readonly attack: MadeAttack;
}

/** Of all attacks: those are the hard ones. */
const BORDERLESS_SHARE = 0.5;
/** Camera pixels per pixel of the packed crop: 33 to 53 between the eyes. */
const SCALES = [0.95, 1.5] as const;

/**
 * @param picture - A packed crop.
 * @param margin - Of the crop, around arcface-112; the results have the same.
 */
export async function photographPair(picture: Picture, margin: number, rng: Rng): Promise<PhotographedPair> {
  const source = prepareSource(picture, rng);
  const side = source.width;
  const scale = drawFrom(rng, SCALES);
  const stand: Stand = {
    ...{ scale, sidePx: Math.round(side * scale * 1.1), rollRad: drawAround(rng, 0.12) },
    centre: { x: side / 2, y: side / 2 },
  };
  const camera = drawCamera(rng, meanLightOf(toLight(source)));
  const species = ATTACK_SPECIES[randomInteger(rng, 0, ATTACK_SPECIES.length - 1)];
  const borderless = happens(rng, BORDERLESS_SHARE);
  const strength = rng();
  const options: PresentOptions = { stand, aperture: apertureOf(camera, stand), borderless, strength };
  const scene = { print: presentPrint, screen: presentScreen }[species](source, options, rng);
  const person = presentPerson(source, stand, rng);
  const take = (one: Scene): Promise<Picture> =>
    takeCrop(one, { source, stand, camera, margin }, createRng(randomInteger(rng, 0, 0x7fffffff)));
  return {
    bonaFide: await take(person),
    attack: {
      ...{ species, borderless, strength, moireContrast: contrastOf(scene.fine) },
      picture: await take(scene),
    },
  };
}

/** The face itself, in a room whose light is never quite even. */
function presentPerson(source: Picture, stand: Stand, rng: Rng): Scene {
  const photo = toLight(source);
  const side = source.width;
  const fall = drawAround(rng, 0.25);
  const angle = drawAround(rng, Math.PI);
  const [cosine, sine] = [Math.cos(angle) / side, Math.sin(angle) / side];
  const light = render(stand, (x, y, out: Rgb) => {
    sampleLight(photo, x, y, out);
    const factor = 1 + fall * ((x - side / 2) * cosine + (y - side / 2) * sine);
    for (let channel = 0; channel < 3; channel += 1) out[channel] *= factor;
  });
  return { light: { data: light, width: stand.sidePx, height: stand.sidePx }, fine: null, plane: null };
}

interface TakeOptions {
  readonly source: Picture;
  readonly stand: Stand;
  readonly camera: Camera;
  readonly margin: number;
}

/** Exposes, compresses, and cuts the crop as `prepare` and the kiosk do. */
async function takeCrop(
  scene: Scene,
  { source, stand, camera, margin }: TakeOptions,
  rng: Rng,
): Promise<Picture> {
  const image = expose(scene, camera, rng);
  const { jpegQuality, jpegFullChroma } = camera;
  const knobs = { probability: 1, quality: [jpegQuality, jpegQuality] as const };
  await recompress(image, { ...knobs, fullChroma: jpegFullChroma ? 1 : 0 }, rng);
  const alignment: Alignment = { template: 'arcface-112', margin };
  const place = (point: Point): Point => placeIn(stand, scene, point);
  const points = source.points.map(place) as unknown as AlignmentPoints;
  const size = source.width;
  const cropToImage = alignTransform(points, size, alignment);
  const imageToCrop = invertSimilarity(cropToImage);
  const put = (point: Point): Point => applySimilarity(imageToCrop, point);
  const data = warpRgba(image, cropToImage, size);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return {
    ...{ data, width: size, height: size },
    points: points.map(put) as unknown as AlignmentPoints,
    landmarks: source.landmarks && mapPairs(source.landmarks, (point) => put(place(point))),
  };
}

function mapPairs(pairs: Float32Array, map: (point: Point) => Point): Float32Array {
  const result = new Float32Array(pairs.length);
  for (let at = 0; at < pairs.length; at += 2) {
    const { x, y } = map({ x: pairs[at], y: pairs[at + 1] });
    result[at] = x;
    result[at + 1] = y;
  }
  return result;
}

/** Of green, which sensors see best. @returns 0 where there is no fine structure. */
function contrastOf(fine: Float32Array | null): number {
  if (!fine) return 0;
  let sum = 0;
  for (let at = 1; at < fine.length; at += 3) sum += (fine[at] - 1) ** 2;
  return Math.sqrt(sum / (fine.length / 3));
}
