/** @file A frame is read as RGBA, whatever a browser makes of the wish for it, and put upright. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPixelReader } from '../../src/runtime/pixels.ts';

const SIZE = { width: 2, height: 1 };
const RGBA = [200, 100, 20, 255, 10, 20, 30, 255];
const BGRA = [20, 100, 200, 255, 30, 20, 10, 255];

class PlainImage {
  readonly data: Uint8ClampedArray;
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(4 * width * height);
  }
}

/** Draws as every browser does: in the right colours. */
class PlainCanvas {
  width = 1;
  height = 1;
  getContext() {
    return {
      drawImage: () => undefined,
      getImageData: (_x: number, _y: number, width: number, height: number) => {
        const image = new PlainImage(width, height);
        image.data.set(RGBA);
        return image;
      },
    };
  }
}

beforeEach(() => {
  vi.stubGlobal('ImageData', PlainImage);
  vi.stubGlobal('OffscreenCanvas', PlainCanvas);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** @param copy - Fills the plane as the browser at hand would. */
function frameThat(copy: (options: { readonly format: string }) => number[]): VideoFrame {
  return {
    ...{ codedWidth: SIZE.width, codedHeight: SIZE.height },
    ...{ displayWidth: SIZE.width, displayHeight: SIZE.height, visibleRect: { x: 0, y: 0, ...SIZE } },
    copyTo: (data: Uint8ClampedArray, options: { readonly format: string }) => {
      data.set(copy(options));
      return Promise.resolve([{ offset: 0, stride: 4 * SIZE.width }]);
    },
  } as unknown as VideoFrame;
}

const pixelsOf = (frame: VideoFrame): Promise<number[]> =>
  createPixelReader()(frame, 0, ({ data }) => Promise.resolve([...data]));

it('takes what the browser converted', async () => {
  const frame = frameThat(({ format }) => (format === 'RGBA' ? RGBA : BGRA));
  expect(await pixelsOf(frame)).toEqual(RGBA);
});

it('draws the frame where the browser passes over the wish for RGBA, as WebKit does', async () => {
  expect(await pixelsOf(frameThat(() => BGRA))).toEqual(RGBA);
});

it.each([
  [90, { width: 1, height: 2 }, RGBA],
  [180, SIZE, [...RGBA.slice(4), ...RGBA.slice(0, 4)]],
  [270, { width: 1, height: 2 }, [...RGBA.slice(4), ...RGBA.slice(0, 4)]],
] as const)(
  'turns the picture by %i degrees, by whichever way it was read',
  async (turnDeg, size, pixels) => {
    const read = createPixelReader();
    const frames = [frameThat(({ format }) => (format === 'RGBA' ? RGBA : BGRA)), frameThat(() => BGRA)];
    for (const frame of frames) {
      const seen = await read(frame, turnDeg, ({ data, width, height }) =>
        Promise.resolve({ size: { width, height }, pixels: [...data] }),
      );
      expect(seen).toEqual({ size, pixels });
    }
  },
);
