/** @file The way from camera pixels to the mirrored screen, by hand-computed values. */
import { describe, expect, it } from 'vitest';
import { QUARTER_TURNS_DEG, turnedSize } from '../../../src/core/geometry/quarter-turn.ts';
import {
  boxToScreen,
  coverTransform,
  faceOval,
  guideOval,
  toScreen,
  videoPlace,
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

describe('videoPlace', () => {
  /** Where CSS draws a point of the element: turned about its middle, then mirrored. */
  function drawn(
    { left, top, width, height }: ReturnType<typeof videoPlace>,
    turnDeg: number,
    share: { x: number; y: number },
  ) {
    const [x, y] = [(share.x - 0.5) * width, (share.y - 0.5) * height];
    const [cos, sin] = [Math.cos((turnDeg * Math.PI) / 180), Math.sin((turnDeg * Math.PI) / 180)];
    return {
      x: left + width / 2 - (x * cos - y * sin),
      y: top + height / 2 + (x * sin + y * cos),
    };
  }

  /** Where the tracker finds that point in the turned frame, as shares. */
  const TRACKED = {
    0: ({ x, y }: { x: number; y: number }) => ({ x, y }),
    90: ({ x, y }: { x: number; y: number }) => ({ x: 1 - y, y: x }),
    180: ({ x, y }: { x: number; y: number }) => ({ x: 1 - x, y: 1 - y }),
    270: ({ x, y }: { x: number; y: number }) => ({ x: y, y: 1 - x }),
  };

  it.each(QUARTER_TURNS_DEG)(
    'shows what the tracker sees, where the overlay draws it, at %i degrees',
    (turnDeg) => {
      for (const view of [
        { width: 390, height: 844 },
        { width: 1280, height: 800 },
      ]) {
        const { widthPx, heightPx } = turnedSize(FRAME, turnDeg);
        const transform = coverTransform({ widthPx, heightPx }, view, 0.38);
        const place = videoPlace(FRAME, turnDeg, transform);
        for (const share of [
          { x: 0, y: 0 },
          { x: 0.3, y: 0.9 },
        ]) {
          const tracked = TRACKED[turnDeg](share);
          const overlay = toScreen(transform, { x: tracked.x * widthPx, y: tracked.y * heightPx });
          const picture = drawn(place, turnDeg, share);
          expect(picture.x).toBeCloseTo(overlay.x, 6);
          expect(picture.y).toBeCloseTo(overlay.y, 6);
        }
      }
    },
  );
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
