/**
 * @file Regular fine structure, sub-pixels of a screen or the dots of a print, as a camera's pixels see it. Nothing
 * is drawn over the picture: the structure is evaluated where the camera's pixels lie, after the pixels' own blur. So
 * what is finer than a pixel shows as moiré, as in a real camera.
 */

/** A wave across the plane and its first harmonics. */
export interface Wave {
  /** Direction in which it runs. */
  readonly angleRad: number;
  /** In pixels of the plane. */
  readonly periodPx: number;
  /** In periods, [0, 1). */
  readonly phase: number;
  /** Of the first, second … harmonic: how much light swings about its mean, [0, 2). */
  readonly amplitudes: readonly number[];
}

/** How a camera blurs: both in pixels of the plane. */
export interface Aperture {
  /** Side of a sensor's pixel. */
  readonly pixelPx: number;
  /** Standard deviation of the lens's blur. */
  readonly sigmaPx: number;
}

/**
 * Of a row of lamps that are lit over a share of each period, with the same mean light as a plain surface.
 *
 * @param lit - (0, 1].
 */
export function lampAmplitudes(lit: number, harmonics = 2): number[] {
  return Array.from({ length: harmonics }, (_, at) => 2 * sinc((at + 1) * lit));
}

/** Share of a wave's swing that is left behind the aperture. @param frequency - In periods per pixel of the plane. */
export function transfer({ pixelPx, sigmaPx }: Aperture, frequency: number): number {
  return sinc(frequency * pixelPx) * Math.exp(-2 * (Math.PI * sigmaPx * frequency) ** 2);
}

/** @returns Factor on the light at a place of the plane, about 1. */
export type SeenWave = (x: number, y: number) => number;

/** @returns null for a wave of which the aperture leaves nothing. */
export function waveSeen(
  { angleRad, periodPx, phase, amplitudes }: Wave,
  aperture: Aperture,
): SeenWave | null {
  const cosine = Math.cos(angleRad) / periodPx;
  const sine = Math.sin(angleRad) / periodPx;
  const seen = amplitudes.map((amplitude, at) => amplitude * transfer(aperture, (at + 1) / periodPx));
  // Less than a byte of an image can show.
  if (seen.every((amplitude) => Math.abs(amplitude) < 1e-3)) return null;
  return (x, y) => {
    const turn = 2 * Math.PI * (x * cosine + y * sine - phase);
    let factor = 1;
    for (let at = 0; at < seen.length; at += 1) factor += seen[at] * Math.cos((at + 1) * turn);
    return factor;
  };
}

/** sin(πx)/(πx) */
function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
