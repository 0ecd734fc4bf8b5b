/** @file A flat thing with a picture on it: how far the picture goes, what frames it, and what is behind it. */
import { drawAround, drawFrom, happens, pick } from '../augment/draw.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Point } from '../../src/core/observation.ts';
import type { Picture } from '../image/picture.ts';
import { step, valueNoise } from '../image/field.ts';
import { sampleLight, toLight } from '../image/light.ts';
import type { Rgb } from '../image/light.ts';
import type { Shade } from './scene.ts';

/** In pixels of the packed crop. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Of its corners. */
  readonly radiusPx: number;
}

/** Further than any camera looks here. */
const FAR_PX = 1e4;

/** One that no camera sees the edge of. */
export const BORDERLESS: Frame = { left: -FAR_PX, top: -FAR_PX, right: FAR_PX, bottom: FAR_PX, radiusPx: 0 };

/** Each side may show; one does for sure. Nowhere does it cut into the features of the face. */
export function drawFrame({ points }: Picture, side: number, radiusPx: number, rng: Rng): Frame {
  const [leftEye, rightEye, , leftMouth, rightMouth] = points;
  const apart = Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y);
  const sure = Math.floor(rng() * 4);
  const edge = (at: number, inner: number, outer: number, beyond: number): number => {
    const place = inner + rng() * (outer - inner);
    return happens(rng, 0.6) || at === sure ? place : beyond;
  };
  const low = Math.max(leftMouth.y, rightMouth.y);
  return {
    left: edge(0, Math.min(leftEye.x, leftMouth.x) - 0.5 * apart, 4, -FAR_PX),
    top: edge(1, Math.min(leftEye.y, rightEye.y) - 0.8 * apart, 4, -FAR_PX),
    right: edge(2, Math.max(rightEye.x, rightMouth.x) + 0.5 * apart, side - 4, FAR_PX),
    bottom: edge(3, low + 0.5 * apart, side - 4, FAR_PX),
    radiusPx,
  };
}

/** @returns Distance from the frame's edge, positive inside, in pixels. */
export function insideFrame({ left, top, right, bottom, radiusPx }: Frame, x: number, y: number): number {
  const dx = Math.max(left + radiusPx - x, x - right + radiusPx);
  const dy = Math.max(top + radiusPx - y, y - bottom + radiusPx);
  if (dx > 0 && dy > 0) return radiusPx - Math.hypot(dx, dy);
  return radiusPx - Math.max(dx, dy);
}

export function grow({ left, top, right, bottom, radiusPx }: Frame, px: number): Frame {
  return {
    ...{ left: left - px, top: top - px, right: right + px, bottom: bottom + px },
    radiusPx: radiusPx > 0 ? radiusPx + px : 0,
  };
}

/** What is behind a thing in a hand: a wall or a room out of focus, two colours that run into each other. */
export function drawWall(rng: Rng): Shade {
  const bright = drawFrom(rng, [0.02, 0.7]);
  const [first, second] = [drawTint(rng, bright), drawTint(rng, bright * drawFrom(rng, [0.4, 1.6]))];
  const field = valueNoise(rng);
  const sizePx = drawFrom(rng, [15, 90]);
  const sharpness = drawFrom(rng, [1, 6]);
  return (x, y, out) => {
    const share = Math.min(1, Math.max(0, 0.5 + 0.5 * sharpness * field(x / sizePx, y / sizePx)));
    for (let channel = 0; channel < 3; channel += 1) {
      out[channel] = first[channel] + share * (second[channel] - first[channel]);
    }
  };
}

/** Linear light. */
function drawTint(rng: Rng, bright: number): Rgb {
  return [bright * (1 + drawAround(rng, 0.3)), bright, bright * (1 + drawAround(rng, 0.35))];
}

interface Finger {
  readonly tip: Point;
  readonly angleRad: number;
  readonly widthPx: number;
}

const HAND_PROBABILITY = 0.4;

/**
 * Fingers over an edge that shows, of the colour of the face's own nose, lighter or darker.
 *
 * @returns Lays them over the colour of a place; null: nobody holds it there.
 */
export function drawHand(picture: Picture, frame: Frame, rng: Rng): Shade | null {
  const sides = (['left', 'right', 'bottom'] as const).filter((name) => Math.abs(frame[name]) < FAR_PX);
  if (sides.length === 0 || !happens(rng, HAND_PROBABILITY)) return null;
  const skin: Rgb = [0, 0, 0];
  sampleLight(toLight(picture), picture.points[2].x, picture.points[2].y, skin);
  const shade = drawFrom(rng, [0.6, 1.3]);
  const side = pick(rng, sides);
  const first = drawFrom(rng, [20, 110]);
  const fingers = Array.from({ length: 1 + Math.floor(rng() * 3) }, (_, at): Finger => {
    const along = first + at * 20;
    const reach = drawFrom(rng, [1, 9]);
    const tip = {
      left: { x: frame.left + reach, y: along },
      right: { x: frame.right - reach, y: along },
      bottom: { x: along, y: frame.bottom - reach },
    }[side];
    const outwards = { left: Math.PI, right: 0, bottom: Math.PI / 2 }[side];
    return { tip, angleRad: outwards + drawAround(rng, 0.4), widthPx: drawFrom(rng, [12, 20]) };
  });
  return (x, y, out) => {
    for (const { tip, angleRad, widthPx } of fingers) {
      const dx = x - tip.x;
      const dy = y - tip.y;
      const along = dx * Math.cos(angleRad) + dy * Math.sin(angleRad);
      const across = dy * Math.cos(angleRad) - dx * Math.sin(angleRad);
      const radius = widthPx / 2;
      const distance = along > radius ? Math.abs(across) : Math.hypot(along - radius, across);
      const cover = step(radius + 0.7, radius - 0.7, distance);
      // Rounder than flat: darker towards the sides.
      const light = shade * (1 - 0.5 * Math.min(1, distance / radius) ** 2);
      for (let channel = 0; channel < 3; channel += 1) {
        out[channel] += cover * (skin[channel] * light - out[channel]);
      }
    }
  };
}
