/** @file Shifts all pixels along the principal components of their colours (docs/sources.md #51). */
import { randomGaussian, type Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';

/**
 * Adds Σᵢ αᵢλᵢpᵢ to every pixel, in place, with αᵢ of N(0, σ). λᵢ and pᵢ are the eigenvalues and eigenvectors of C,
 * the covariance of the picture's own colours in [0, 1]. The eigenvectors are orthonormal, so their multiples are as
 * Gaussian as the channels'. The sum has the distribution of σ·C·g with g of N(0, 1)³: no decomposition is needed.
 */
export function shiftByPrincipalComponents({ data, width, height }: Canvas, sigma: number, rng: Rng): void {
  let [r, g, b, rr, gg, bb, rg, rb, gb] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const red = data[at];
    const green = data[at + 1];
    const blue = data[at + 2];
    r += red;
    g += green;
    b += blue;
    rr += red * red;
    gg += green * green;
    bb += blue * blue;
    rg += red * green;
    rb += red * blue;
    gb += green * blue;
  }
  const count = width * height;
  // σ · 255 · C: the channels count to 255, so their covariance is 255² times that of [0, 1].
  const scale = sigma / (255 * count);
  const covary = (product: number, first: number, second: number) =>
    scale * (product - (first * second) / count);
  const draws = [randomGaussian(rng), randomGaussian(rng), randomGaussian(rng)] as const;
  const along = (x: number, y: number, z: number) => x * draws[0] + y * draws[1] + z * draws[2];
  const [redGreen, redBlue, greenBlue] = [covary(rg, r, g), covary(rb, r, b), covary(gb, g, b)];
  const redShift = along(covary(rr, r, r), redGreen, redBlue);
  const greenShift = along(redGreen, covary(gg, g, g), greenBlue);
  const blueShift = along(redBlue, greenBlue, covary(bb, b, b));
  for (let at = 0; at < data.length; at += 4) {
    data[at] += redShift;
    data[at + 1] += greenShift;
    data[at + 2] += blueShift;
  }
}
