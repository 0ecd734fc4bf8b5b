/** @file Reads a frame's pixels into memory, where the tracker and the alignment share them. */

/** Gives `body` the frame's pixels as sRGB RGBA; they are overwritten after it has settled. */
export type PixelReader = <Result>(
  frame: VideoFrame | ImageBitmap,
  body: (image: ImageData) => Promise<Result>,
) => Promise<Result>;

/** @returns A reader that keeps its buffers, so that a running camera allocates none. */
export function createPixelReader(): PixelReader {
  const idle: ImageData[] = [];
  const readByCanvas = createCanvasReader();
  return async (frame, body) => {
    const { width, height } = shownSize(frame);
    if (!('copyTo' in frame)) return body(readByCanvas(frame, width, height));
    let image = idle.pop();
    if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
    try {
      return await body((await copyFrame(frame, image)) ? image : readByCanvas(frame, width, height));
    } finally {
      idle.push(image);
    }
  };
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
