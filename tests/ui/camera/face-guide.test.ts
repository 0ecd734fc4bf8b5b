// @vitest-environment happy-dom
/** @file The arrow at a face: it lies beside the oval, points where to go, and stays on the screen. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FaceArrow, TimeSpan } from '../../../src/ui/camera/face-arrow.ts';
import '../../../src/ui/camera/face-guide.ts';
import type { KioskFaceGuide } from '../../../src/ui/camera/face-guide.ts';

const VIEW = { width: 400, height: 600 };
const OVAL = { x: 200, y: 300, radiusX: 80, radiusY: 100 };

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(VIEW.width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(VIEW.height);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly _tell: () => void) {}
      observe() {
        this._tell();
      }
      disconnect() {
        // Nothing is observed.
      }
    },
  );
});

async function mount(arrow: FaceArrow | null, time: TimeSpan | null = null, oval = OVAL) {
  const guide = document.createElement('kiosk-face-guide');
  Object.assign(guide, { arrow, time } satisfies Partial<KioskFaceGuide>);
  document.body.append(guide);
  await guide.updateComplete;
  guide.follow(oval);
  return guide;
}

function arrowsOf(guide: KioskFaceGuide): { x: number; y: number; deg: number }[] {
  return [...guide.renderRoot.querySelectorAll('.arrow')].map((arrow) => {
    const numbers = (arrow.getAttribute('transform') ?? '').match(/-?[\d.]+/g) ?? [];
    const [x, y, deg] = numbers.map(Number);
    return { x, y, deg: (Math.round(deg) + 360) % 360 };
  });
}

describe('the arrow', () => {
  it.each([
    ['left', { x: 76, y: 300, deg: 270 }],
    ['right', { x: 324, y: 300, deg: 90 }],
    ['up', { x: 200, y: 156, deg: 0 }],
    ['down', { x: 200, y: 444, deg: 180 }],
  ] as const)('lies beside the face, and points: %s', async (arrow, place) => {
    const [{ x, y, deg }] = arrowsOf(await mount(arrow));
    expect(x).toBeCloseTo(place.x, 6);
    expect(y).toBeCloseTo(place.y, 6);
    expect(deg).toBe(place.deg);
  });

  it('points away from a face that is to come closer, and towards one that is to go back', async () => {
    expect(arrowsOf(await mount('closer')).map(({ deg }) => deg)).toEqual([45, 135, 225, 315]);
    expect(arrowsOf(await mount('back')).map(({ deg }) => deg)).toEqual([225, 315, 45, 135]);
  });

  it('points from a face at the side to the middle', async () => {
    const [{ deg }] = arrowsOf(await mount('centre', null, { ...OVAL, x: 320 }));
    expect(deg).toBe(270);
  });

  it('stays in sight of whoever reaches beyond the picture', async () => {
    const [{ x }] = arrowsOf(await mount('left', null, { ...OVAL, x: 20 }));
    expect(x).toBe(40);
  });

  it('is not there where nothing is asked', async () => {
    const guide = await mount(null);
    expect(arrowsOf(guide)).toEqual([]);
    expect(guide.renderRoot.querySelector('.time')).toBeNull();
  });
});

it('lets the time run out when the answer is due, from when it was asked', async () => {
  vi.spyOn(performance, 'now').mockReturnValue(5_400);
  const guide = await mount('left', { fromMs: 5_000, untilMs: 7_000 });
  const line = guide.renderRoot.querySelector('.time path');
  expect(line?.getAttribute('style')).toBe('animation-duration: 2000ms; animation-delay: -400ms');
  expect(line?.getAttribute('d')).toMatch(/^M 200 186 A 94 114/);
});
