/**
 * @file The camera that photographs a person and an attack alike: lens, sensor, colour filter, noise, sharpening. Were
 * only attacks photographed once more, a network would learn the camera.
 */
import { drawAround, drawFrom, happens } from '../augment/draw.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';
import { blur, gaussianKernel } from '../image/separable.ts';
import type { Colours } from '../image/colours.ts';
import type { Aperture } from './grid.ts';
import { luminance, toLevel } from '../image/light.ts';
import type { Rgb } from '../image/light.ts';
import type { Scene, Stand } from './scene.ts';

export interface Camera {
  /** Standard deviation of the lens's blur, in the camera's pixels. */
  readonly lensSigmaPx: number;
  /** What it raises or lowers the mean light of the middle to, [0, 1]. */
  readonly meanLight: number;
  /** Factors on R, G, B. */
  readonly whiteBalance: Rgb;
  /** Standard deviations at full light and in the dark, of linear light. */
  readonly shotNoise: number;
  readonly readNoise: number;
  /** Whether each pixel sees one colour only, as most sensors' do; those that shrink their image see all three. */
  readonly mosaic: boolean;
  /** Share of the fine detail that is added once more. */
  readonly sharpening: number;
  /** Light that goes astray in the lens, [0, 1]. */
  readonly flare: number;
  readonly jpegQuality: number;
  /** Of the recording, which is what webcams send. */
  readonly jpegFullChroma: boolean;
}

/** @param meanLight - Of the photo. */
export function drawCamera(rng: Rng, meanLight: number): Camera {
  return {
    // Mostly sharp: a blurred camera shows no moiré.
    lensSigmaPx: 0.25 + 0.65 * rng() ** 2,
    meanLight: Math.min(0.5, meanLight * drawFrom(rng, [0.65, 1.45])),
    whiteBalance: [1 + drawAround(rng, 0.1), 1, 1 + drawAround(rng, 0.12)],
    shotNoise: drawFrom(rng, [0, 0.025]),
    readNoise: drawFrom(rng, [0.0005, 0.006]),
    mosaic: happens(rng, 0.6),
    sharpening: happens(rng, 0.6) ? drawFrom(rng, [0.1, 1]) : 0,
    flare: happens(rng, 0.5) ? drawFrom(rng, [0, 0.03]) : 0,
    jpegQuality: Math.floor(drawFrom(rng, [45, 96])),
    jpegFullChroma: happens(rng, 0.2),
  };
}

/** Share of a sensor's pixel that gathers light, along a side. */
const FILL = 0.85;

/** Of what stands where the packed crop's pixels lie. */
export function apertureOf({ lensSigmaPx }: Camera, { scale }: Stand): Aperture {
  return { pixelPx: FILL / scale, sigmaPx: lensSigmaPx / scale };
}

/** Of the middle half, where the face is. @returns [0, 1] */
export function meanLightOf({ data, width, height }: Colours): number {
  let sum = 0;
  let count = 0;
  for (let row = height >> 2; row < height - (height >> 2); row += 1) {
    for (let column = width >> 2; column < width - (width >> 2); column += 1) {
      const at = (row * width + column) * 3;
      sum += luminance(data[at], data[at + 1], data[at + 2]);
      count += 1;
    }
  }
  return sum / count;
}

/** @returns RGBA, not yet compressed. */
export function expose({ light, fine }: Scene, camera: Camera, rng: Rng): Canvas {
  const { width, height } = light;
  const radius = Math.round(2 * camera.lensSigmaPx);
  const kernel = gaussianKernel(radius, camera.lensSigmaPx);
  const sensed = blur(light.data, width, height, 3, kernel, kernel);
  const mean = meanLightOf(light);
  // Too dark a scene stays dark, as no camera's gain goes on for ever.
  const gain = Math.min(6, camera.meanLight / Math.max(1e-3, mean));
  for (let at = 0; at < sensed.length; at += 1) {
    const before = sensed[at] * (fine ? fine[at] : 1) * gain * camera.whiteBalance[at % 3];
    const seen = Math.max(0, before + camera.flare);
    const noise = camera.readNoise + camera.shotNoise * Math.sqrt(Math.min(1, seen));
    sensed[at] = seen + noise * nearlyNormal(rng);
  }
  const colours = camera.mosaic ? demosaic(sensed, width, height) : sensed;
  return develop(colours, width, height, camera.sharpening);
}

/** Mean 0, standard deviation 1, never beyond 3; much quicker than an exact one, and drawn for every value. */
function nearlyNormal(rng: Rng): number {
  return 2 * (rng() + rng() + rng() - 1.5);
}

/** Of the Bayer pattern RGGB: which colour a pixel sees. */
function filterOf(column: number, row: number): number {
  return (column & 1) + (row & 1);
}

/** Each pixel keeps its own filter's colour and takes the others from the neighbours that see them. */
export function demosaic(sensed: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(sensed.length);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const at = (row * width + column) * 3;
      const own = filterOf(column, row);
      for (let channel = 0; channel < 3; channel += 1) {
        if (channel === own) {
          result[at + channel] = sensed[at + channel];
          continue;
        }
        let sum = 0;
        let count = 0;
        for (let dy = -1; dy <= 1; dy += 1) {
          const y = row + dy;
          if (y < 0 || y >= height) continue;
          for (let dx = -1; dx <= 1; dx += 1) {
            const x = column + dx;
            if (x < 0 || x >= width || filterOf(x, y) !== channel) continue;
            sum += sensed[(y * width + x) * 3 + channel];
            count += 1;
          }
        }
        result[at + channel] = sum / count;
      }
    }
  }
  return result;
}

/** Linear light to what a file holds, sharpened there, as cameras do. */
function develop(colours: Float32Array, width: number, height: number, sharpening: number): Canvas {
  const levels = new Float32Array(colours.length);
  for (let at = 0; at < levels.length; at += 1) levels[at] = toLevel(colours[at]);
  const kernel = gaussianKernel(1, 0.8);
  const soft = sharpening > 0 ? blur(levels, width, height, 3, kernel, kernel) : levels;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; from < levels.length; from += 3, to += 4) {
    for (let channel = 0; channel < 3; channel += 1) {
      const level = levels[from + channel];
      data[to + channel] = level + sharpening * (level - soft[from + channel]);
    }
    data[to + 3] = 255;
  }
  return { data, width, height };
}
