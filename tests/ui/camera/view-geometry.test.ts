/** @file The way from camera pixels to the mirrored screen, by hand-computed values. */
import { describe, expect, it } from 'vitest';
import {
  boxToScreen,
  coverTransform,
  faceOval,
  guideOval,
  toScreen,
} from '../../../src/ui/camera/view-geometry.ts';

const FRAME = { widthPx: 640, heightPx: 480 };

describe('coverTransform', () => {
  it('fills a portrait view by its height and cuts both sides', () => {
    const t = coverTransform(FRAME, { width: 480, height: 960 }, 0.5);
    expect(t).toEqual({ scale: 2, offsetX: -400, offsetY: 0, width: 480 });
    expect(toScreen(t, { x: 320, y: 240 })).toEqual({ x: 240, y: 480 });
  });

  it('fills a landscape view by its width, and lifts the middle only as far as there is picture', () => {
    const view = { width: 1280, height: 800 };
    expect(coverTransform(FRAME, view, 0.5).offsetY).toBe(-80);
    expect(coverTransform(FRAME, view, 0.45).offsetY).toBe(-120);
    expect(coverTransform(FRAME, view, 0.1).offsetY).toBe(-160);
    expect(coverTransform(FRAME, view, 0.9).offsetY).toBe(0);
  });

  it('mirrors: the left of the picture is on the right of the screen', () => {
    const t = coverTransform(FRAME, { width: 640, height: 480 }, 0.5);
    expect(toScreen(t, { x: 10, y: 20 })).toEqual({ x: 630, y: 20 });
    expect(boxToScreen(t, { x: 10, y: 20, width: 100, height: 50 })).toEqual({
      x: 530,
      y: 20,
      width: 100,
      height: 50,
    });
  });
});

describe('guideOval', () => {
  it.each([
    [768, 1024],
    [1024, 768],
    [1280, 800],
    [390, 844],
  ])('lies inside %d×%d and leaves a third below it', (width, height) => {
    const oval = guideOval({ width, height }, 0.38);
    expect(oval.x - oval.radiusX).toBeGreaterThan(0);
    expect(oval.y - oval.radiusY).toBeGreaterThan(0);
    expect(oval.y + oval.radiusY).toBeLessThanOrEqual(height * 0.67);
  });
});

describe('faceOval', () => {
  it('encloses the landmarker box, which already holds forehead and chin', () => {
    const oval = faceOval({ x: 100, y: 200, width: 200, height: 300 });
    // 11 % above and 5 % below 300, 8 % of 200 on each side.
    expect(oval.y - oval.radiusY).toBeCloseTo(167);
    expect(oval.y + oval.radiusY).toBeCloseTo(515);
    expect(oval.x).toBe(200);
    expect(oval.radiusX).toBeCloseTo(174 / 1.45);
  });

  it('stays a head for a narrow box, and large enough for the ring for a far face', () => {
    const turned = faceOval({ x: 0, y: 0, width: 50, height: 300 });
    expect(turned.radiusY / turned.radiusX).toBeCloseTo(1.45);
    const far = faceOval({ x: 300, y: 300, width: 20, height: 20 });
    expect(far.radiusY).toBe(56);
  });
});
