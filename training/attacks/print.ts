/**
 * @file A photo on paper before the camera. A simulation: ink that reaches fewer colours than a screen, dots, paper's
 * fibre, curl, folds and the sheet's border, lit by the room.
 */
import { applyHomography, invertHomography, type Homography } from '../../src/core/geometry/homography.ts';
import { drawAround, drawFrom, happens } from '../augment/draw.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Picture } from '../image/picture.ts';
import { step, valueNoise } from '../image/field.ts';
import { drawGlare } from './glare.ts';
import { waveSeen } from './grid.ts';
import type { Aperture, SeenWave } from './grid.ts';
import { luminance, sampleLight, toLight } from '../image/light.ts';
import type { Rgb } from '../image/light.ts';
import { drawTilt, tiltedPlane } from './plane.ts';
import { render } from './scene.ts';
import type { Scene, Shade, Stand } from './scene.ts';
import { BORDERLESS, drawFrame, drawHand, drawWall, grow, insideFrame } from './sheet.ts';

export interface PresentOptions {
  /** How the camera stands, and how it blurs. */
  readonly stand: Stand;
  readonly aperture: Aperture;
  /** No edge of the sheet or the screen shows. */
  readonly borderless: boolean;
  /** How plain it is to see, [0, 1]. */
  readonly strength: number;
}

/** Darkest and lightest that ink on paper gets, and what is lost of colour. */
function drawInk(rng: Rng, strength: number): (colour: Rgb) => void {
  const black = drawFrom(rng, [0.01, 0.02 + 0.09 * strength]);
  const bright = drawFrom(rng, [0.7, 0.95]);
  const paper: Rgb = [bright * (1 + drawAround(rng, 0.05)), bright, bright * (1 + drawAround(rng, 0.08))];
  const gamma = 1 + drawAround(rng, 0.1 + 0.25 * strength);
  const kept = happens(rng, 0.08) ? 0 : 1 - rng() * (0.15 + 0.45 * strength);
  return (colour) => {
    const grey = luminance(...colour);
    for (let channel = 0; channel < 3; channel += 1) {
      const mixed = Math.max(0, grey + kept * (colour[channel] - grey));
      colour[channel] = paper[channel] * (black + (1 - black) * mixed ** gamma);
    }
  };
}

/** @returns Factor on the light at a place of the sheet: curl, a fold, uneven lighting. */
function drawShading(rng: Rng, side: number, strength: number): (x: number, y: number) => number {
  const angle = drawAround(rng, Math.PI);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const curl = rng() * (0.05 + 0.3 * strength);
  const reach = drawFrom(rng, [80, 300]);
  const phase = rng() * 2 * Math.PI;
  const fold = happens(rng, 0.15 + 0.2 * strength) ? drawFold(rng, side, strength) : null;
  return (x, y) => {
    const along = x * cosine + y * sine;
    return (1 + curl * Math.cos((2 * Math.PI * along) / reach + phase)) * (fold ? fold(x, y) : 1);
  };
}

/** Both halves catch the light differently, and the crease shows. */
function drawFold(rng: Rng, side: number, strength: number): (x: number, y: number) => number {
  const angle = (happens(rng, 0.5) ? 0 : Math.PI / 2) + drawAround(rng, 0.3);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const place = side * drawFrom(rng, [0.2, 0.8]);
  const difference = drawAround(rng, 0.05 + 0.2 * strength);
  const crease = drawAround(rng, 0.25);
  const width = drawFrom(rng, [0.6, 2]);
  return (x, y) => {
    const from = x * cosine + y * sine - place;
    return 1 + difference * (step(-width, width, from) - 0.5) + crease * Math.exp(-((from / width) ** 2));
  };
}

/** @param source - Its surroundings filled, see `prepareSource`. */
export function presentPrint(
  source: Picture,
  { stand, aperture, borderless, strength }: PresentOptions,
  rng: Rng,
): Scene {
  const side = source.width;
  const plane = tiltedPlane(drawTilt(rng, strength), { x: side / 2, y: side / 2 });
  const toSheet = invertHomography(plane);
  const photo = toLight(source);
  const ink = drawInk(rng, strength);
  const frame = borderless ? BORDERLESS : drawFrame(source, side, 0, rng);
  const border = happens(rng, 0.7) ? drawFrom(rng, [1, 25]) : 0;
  const paper = grow(frame, border);
  const wall = drawWall(rng);
  const hand = drawHand(source, paper, rng);
  const shading = drawShading(rng, side, strength);
  const glare = drawGlare(rng, side, happens(rng, 0.35) ? strength : 0.1 * strength);
  const fibre = valueNoise(rng);
  const fibrePx = drawFrom(rng, [0.7, 2.5]);
  const fibreSwing = rng() * (0.02 + 0.08 * strength);
  const white: Rgb = [1, 1, 1];
  ink(white);

  const colour: Rgb = [0, 0, 0];
  const onSheet: Shade = (x, y, out) => {
    const inPaper = borderless ? 1 : step(-0.5, 0.5, insideFrame(paper, x, y));
    if (inPaper < 1) wall(x, y, out);
    if (inPaper > 0) {
      const inPhoto = borderless ? 1 : step(-0.5, 0.5, insideFrame(frame, x, y));
      sampleLight(photo, x, y, colour);
      ink(colour);
      const light = shading(x, y) * (1 + fibreSwing * fibre(x / fibrePx, y / fibrePx));
      const gloss = glare(x, y);
      for (let channel = 0; channel < 3; channel += 1) {
        const printed = white[channel] + inPhoto * (colour[channel] - white[channel]);
        out[channel] += inPaper * (printed * light + gloss - out[channel]);
      }
    }
    hand?.(x, y, out);
  };
  const light = render(stand, (x, y, out) => {
    const place = applyHomography(toSheet, { x, y });
    out.fill(0);
    onSheet(place.x, place.y, out);
  });
  const { sidePx } = stand;
  return {
    light: { data: light, width: sidePx, height: sidePx },
    fine: drawDots(
      photo,
      { toSheet, aperture, strength, stand, inside: (x, y) => borderless || insideFrame(frame, x, y) > 0 },
      rng,
    ),
    plane,
  };
}

interface DotOptions extends Pick<PresentOptions, 'stand' | 'aperture' | 'strength'> {
  readonly toSheet: Homography;
  readonly inside: (x: number, y: number) => boolean;
}

/** Screen angles of cyan, magenta and yellow in offset printing: of what red, green and blue light meets. */
const SCREEN_ANGLES_DEG = [15, 75, 0] as const;

const EVEN: SeenWave = () => 1;

/**
 * A halftone's dots, each ink at its own angle, and the irregular ones of an ink jet. Dots swing most in middle tones:
 * neither bare paper nor full ink has any.
 */
function drawDots(
  photo: ReturnType<typeof toLight>,
  { toSheet, aperture, strength, stand, inside }: DotOptions,
  rng: Rng,
): Float32Array {
  const swing = happens(rng, 0.6) ? drawFrom(rng, [0.2, 0.4 + strength]) : 0;
  const periodPx = 0.4 * 6 ** rng();
  const turn = drawAround(rng, 0.1);
  const waves = SCREEN_ANGLES_DEG.map((angle) => {
    const of = (extra: number): SeenWave =>
      waveSeen(
        {
          angleRad: (angle * Math.PI) / 180 + turn + extra,
          ...{ periodPx, phase: rng(), amplitudes: [swing] },
        },
        aperture,
      ) ?? EVEN;
    return [of(0), of(Math.PI / 2)] as const;
  });
  const jet = rng() * (0.04 + 0.1 * strength);
  const colour: Rgb = [0, 0, 0];
  return render(stand, (x, y, out) => {
    const place = applyHomography(toSheet, { x, y });
    out.fill(1);
    if (!inside(place.x, place.y)) return;
    sampleLight(photo, place.x, place.y, colour);
    for (let channel = 0; channel < 3; channel += 1) {
      const tone = Math.sqrt(Math.min(1, Math.max(0, colour[channel])));
      const [one, other] = waves[channel];
      const dots = one(place.x, place.y) + other(place.x, place.y) - 2 + jet * (rng() + rng() - 1);
      out[channel] = 1 + 4 * tone * (1 - tone) * dots;
    }
  });
}
