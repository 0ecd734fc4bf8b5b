/**
 * @file A photo on a phone, tablet or monitor before the camera. A simulation: sub-pixels that alias in the camera's
 * own pixels, another gamma and white, a black that glows, reflections, bezel and rounded corners, flicker.
 */
import { applyHomography, invertHomography, type Homography } from '../../src/core/geometry/homography.ts';
import { drawAround, drawFrom, happens } from '../augment/draw.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Point } from '../../src/core/observation.ts';
import type { Picture } from '../image/picture.ts';
import { step } from '../image/field.ts';
import { drawGlare } from './glare.ts';
import { lampAmplitudes, waveSeen } from './grid.ts';
import type { Aperture, SeenWave } from './grid.ts';
import { luminance, sampleLight, toLight } from '../image/light.ts';
import type { Rgb } from '../image/light.ts';
import { drawTilt, tiltedPlane } from './plane.ts';
import type { PresentOptions } from './print.ts';
import { render } from './scene.ts';
import type { Scene, Stand } from './scene.ts';
import { BORDERLESS, drawFrame, drawHand, drawWall, grow, insideFrame } from './sheet.ts';

/** Gamma, contrast, white point and the glow of black, of a display beside that of the photo. */
function drawDisplay(rng: Rng, strength: number): (colour: Rgb) => void {
  const gamma = 1 + drawAround(rng, 0.05 + 0.25 * strength);
  const glow = rng() * (0.005 + 0.05 * strength);
  const bright = drawFrom(rng, [0.5, 1.5]);
  // Most screens are bluer than the room; warm night modes are not.
  const warmth = drawFrom(rng, [-0.25, 0.12]) * (0.3 + 0.7 * strength);
  const white: Rgb = [bright * (1 + warmth), bright, bright * (1 - warmth)];
  const saturation = 1 + drawAround(rng, 0.3) * strength;
  return (colour) => {
    const grey = luminance(...colour);
    for (let channel = 0; channel < 3; channel += 1) {
      const mixed = Math.max(0, grey + saturation * (colour[channel] - grey));
      colour[channel] = white[channel] * (glow + (1 - glow) * mixed ** gamma);
    }
  };
}

/** @param source - Its surroundings filled, see `prepareSource`. */
export function presentScreen(
  source: Picture,
  { stand, aperture, borderless, strength }: PresentOptions,
  rng: Rng,
): Scene {
  const side = source.width;
  const plane = tiltedPlane(drawTilt(rng, strength), { x: side / 2, y: side / 2 });
  const toScreen = invertHomography(plane);
  const photo = toLight(source);
  const display = drawDisplay(rng, strength);
  const frame = borderless ? BORDERLESS : drawFrame(source, side, happens(rng, 0.5) ? rng() * 14 : 0, rng);
  const device = grow(frame, drawFrom(rng, [1.5, 16]));
  const bezel = drawBezel(rng);
  const wall = drawWall(rng);
  const hand = drawHand(source, device, rng);
  const glare = drawGlare(rng, side, strength);
  const fall = drawAround(rng, 0.05 + 0.25 * strength);
  const fallAngle = drawAround(rng, Math.PI);
  const [cosine, sine] = [Math.cos(fallAngle) / side, Math.sin(fallAngle) / side];
  const flicker = drawFlicker(rng, stand, strength);

  const colour: Rgb = [0, 0, 0];
  const onScreen = (x: number, y: number, out: Rgb, row: number): void => {
    const inDevice = borderless ? 1 : step(-0.5, 0.5, insideFrame(device, x, y));
    if (inDevice < 1) wall(x, y, out);
    if (inDevice > 0) {
      const lit = borderless ? 1 : step(-0.4, 0.4, insideFrame(frame, x, y));
      sampleLight(photo, x, y, colour);
      display(colour);
      const fallOff = flicker(row) * (1 + fall * ((x - side / 2) * cosine + (y - side / 2) * sine));
      const gloss = glare(x, y);
      for (let channel = 0; channel < 3; channel += 1) {
        const shown = bezel[channel] + lit * (colour[channel] * fallOff - bezel[channel]) + gloss;
        out[channel] += inDevice * (shown - out[channel]);
      }
    }
    hand?.(x, y, out);
  };
  const light = render(stand, (x, y, out, row) => {
    const place = applyHomography(toScreen, { x, y });
    out.fill(0);
    onScreen(place.x, place.y, out, row);
  });
  return {
    light: { data: light, width: stand.sidePx, height: stand.sidePx },
    fine: drawSubPixels(
      { stand, aperture, toScreen, lit: (x, y) => borderless || insideFrame(frame, x, y) > 0 },
      rng,
    ),
    plane,
  };
}

/** Mostly black, at times white or silver. */
function drawBezel(rng: Rng): Rgb {
  const light = happens(rng, 0.75) ? drawFrom(rng, [0.003, 0.06]) : drawFrom(rng, [0.2, 0.8]);
  return [light, light, light];
}

/** A screen's light pulses; a rolling shutter turns that into bands across the camera's rows. */
function drawFlicker(rng: Rng, { sidePx }: Stand, strength: number): (row: number) => number {
  if (!happens(rng, 0.3)) return () => 1;
  const swing = rng() * (0.03 + 0.12 * strength);
  const turns = drawFrom(rng, [0.7, 6]);
  const phase = rng() * 2 * Math.PI;
  return (row) => 1 + swing * Math.sin((2 * Math.PI * turns * row) / sidePx + phase);
}

/** Two harmonics alone would swing below darkness. */
function swingOf(wave: SeenWave | null, { x, y }: Point): number {
  return wave ? Math.max(0, wave(x, y)) : 1;
}

interface SubPixelOptions {
  readonly stand: Stand;
  readonly aperture: Aperture;
  readonly toScreen: Homography;
  readonly lit: (x: number, y: number) => boolean;
}

/** Of a screen's pixel, in the camera's pixels: from a phone held away to a monitor that nearly fills the image. */
const LEAST_PITCH_PX = 0.3;
const PITCH_RANGE = 9;

/**
 * Stripes of red, green and blue lamps with dark rows between them; or, as phones have it, green ones in a grid and
 * half as many red and blue ones across it.
 */
function drawSubPixels({ stand, aperture, toScreen, lit }: SubPixelOptions, rng: Rng): Float32Array | null {
  const pitchPx = (LEAST_PITCH_PX * PITCH_RANGE ** rng()) / stand.scale;
  const turn = happens(rng, 0.5) ? 0 : Math.PI / 2;
  const diamond = happens(rng, 0.35);
  const [wide, high] = [drawFrom(rng, [0.22, 0.33]), drawFrom(rng, [0.75, 0.95])];
  const phases = [rng(), rng()];
  const grids = [0, 1, 2].map((channel) => {
    const sparse = diamond && channel !== 1;
    const angleRad = turn + (sparse ? Math.PI / 4 : 0);
    const periodPx = pitchPx * (sparse ? Math.SQRT2 : 1);
    const phase = phases[0] + (diamond ? 0.5 * channel : channel / 3);
    const across = diamond ? 0.5 : wide;
    return [
      waveSeen({ angleRad, periodPx, phase, amplitudes: lampAmplitudes(across) }, aperture),
      waveSeen(
        {
          ...{ angleRad: angleRad + Math.PI / 2, periodPx, phase: phases[1] },
          amplitudes: lampAmplitudes(diamond ? 0.5 : high),
        },
        aperture,
      ),
    ] as const;
  });
  if (grids.flat().every((wave) => wave === null)) return null;
  return render(stand, (x, y, out) => {
    const place = applyHomography(toScreen, { x, y });
    out.fill(1);
    if (!lit(place.x, place.y)) return;
    for (let channel = 0; channel < 3; channel += 1) {
      const [column, row] = grids[channel];
      out[channel] = swingOf(column, place) * swingOf(row, place);
    }
  });
}
