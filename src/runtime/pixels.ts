/**
 * @file Reads a frame's pixels into memory, where the tracker and the alignment share them. A camera that is mounted
 * sideways is put upright here, for everything that looks at its picture.
 */
import { type QuarterTurnDeg, turnedSize, turnPixels } from '../core/geometry/quarter-turn.ts';

/** Gives `body` the frame's pixels as sRGB RGBA, turned clockwise; they are overwritten after it has settled. */
export type PixelReader = <Result>(
  frame: VideoFrame | ImageBitmap,
  turnDeg: QuarterTurnDeg,
  body: (image: ImageData) => Promise<Result>,
) => Promise<Result>;

/** @returns A reader that keeps its buffers, so that a running camera allocates none. */
export function createPixelReader(): PixelReader {
  const images = new ImagePool();
  const turnedImages = new ImagePool();
  const readByCanvas = createCanvasReader();

  const read = async <Result>(
    frame: VideoFrame | ImageBitmap,
    body: (image: ImageData) => Promise<Result>,
  ): Promise<Result> => {
    const { width, height } = shownSize(frame);
    if (!('copyTo' in frame)) return body(readByCanvas(frame, width, height));
    return images.lend(width, height, async (image) =>
      body((await copyFrame(frame, image)) ? image : readByCanvas(frame, width, height)),
    );
  };

  return (frame, turnDeg, body) =>
    turnDeg === 0
      ? read(frame, body)
      : read(frame, (image) => {
          const size = { widthPx: image.width, heightPx: image.height };
          const { widthPx, heightPx } = turnedSize(size, turnDeg);
          return turnedImages.lend(widthPx, heightPx, (turned) => {
            turnPixels(wordsOf(image), size, turnDeg, wordsOf(turned));
            return body(turned);
          });
        });
}

/** Images that are used again once they are given back. */
class ImagePool {
  private readonly _idle: ImageData[] = [];

  async lend<Result>(
    width: number,
    height: number,
    body: (image: ImageData) => Promise<Result>,
  ): Promise<Result> {
    let image = this._idle.pop();
    if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
    try {
      return await body(image);
    } finally {
      this._idle.push(image);
    }
  }
}

/** One number for each pixel. */
function wordsOf({ data }: ImageData): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
}

/**
 * Converts on the processor, which takes 1 ms against 4 ms through a canvas. MediaPipe takes the result 6 ms faster
 * than the frame itself, which it would draw and read back (640×480, software WebGL).
 * @returns false where the browser cannot convert to RGBA, or the frame is turned.
 */
async function copyFrame(frame: VideoFrame, { data, width, height }: ImageData): Promise<boolean> {
  const { codedWidth, codedHeight, visibleRect } = frame;
  const whole = visibleRect?.width === width && visibleRect.height === height;
  if (!whole || codedWidth < width || codedHeight < height) return false;
  try {
    const wish = new RgbaWish();
    const [plane] = await frame.copyTo(data, wish);
    return wish.isRead && plane.stride === width * 4 && plane.offset === 0;
  } catch {
    return false;
  }
}

/**
 * WebKit 2.50 knows no wish for a format: it copies what the frame has, such as BGRA, and faces would be blue. A
 * browser that knows the wish reads it (WebCodecs, "VideoFrameCopyToOptions").
 */
class RgbaWish {
  isRead = false;

  get format(): 'RGBA' {
    this.isRead = true;
    return 'RGBA';
  }
}

function createCanvasReader(): (frame: CanvasImageSource, width: number, height: number) => ImageData {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('This browser gives workers no 2D canvas. Update it.');
  return (frame, width, height) => {
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.drawImage(frame, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  };
}

/** @returns The frame's size as it is shown, in pixels. */
function shownSize(frame: VideoFrame | ImageBitmap): { width: number; height: number } {
  return 'displayWidth' in frame
    ? { width: frame.displayWidth, height: frame.displayHeight }
    : { width: frame.width, height: frame.height };
}
