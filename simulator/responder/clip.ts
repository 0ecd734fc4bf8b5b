/**
 * @file What a page whose camera is a clip runs before its own scripts: plays the JPEGs of a `.mjpeg` file in a loop,
 * as Chromium's fake camera does. For browsers without such a camera. Bundled by `clip-camera.ts`.
 */
import { changedJpeg } from '../changed-jpeg.ts';
import { becomeTheCamera, dressAsWebcam, WEBCAM } from './webcam.ts';

declare global {
  interface Window {
    /** Provided by `clip-camera.ts`. */
    clipUnrepeating: boolean;
  }
}

/** Where `clip-camera.ts` answers with the clip. */
const CLIP_URL = '/camera-clip.mjpeg';
/** The rate of clips. */
const FPS = 30;

becomeTheCamera(WEBCAM, async () => {
  const frames = framesOf(new Uint8Array(await (await fetch(CLIP_URL)).arrayBuffer()));
  const first = await createImageBitmap(new Blob([frames[0]]));
  const { width, height } = first;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no 2-D canvas.');
  const stream = canvas.captureStream(FPS);
  const [track] = stream.getVideoTracks();
  dressAsWebcam(track, WEBCAM, width, height);
  const startMs = performance.now();
  let last = -1;
  const show = async (): Promise<void> => {
    if (track.readyState === 'ended') return;
    const at = Math.floor(((performance.now() - startMs) * FPS) / 1_000);
    if (at !== last) {
      last = at;
      const round = window.clipUnrepeating ? Math.floor(at / frames.length) : 0;
      const jpeg = changedJpeg(frames[at % frames.length], round);
      const bitmap = await createImageBitmap(new Blob([jpeg]));
      context.drawImage(bitmap, 0, 0);
      bitmap.close();
    }
    setTimeout(() => void show(), 1_000 / FPS / 2);
  };
  void show();
  return stream;
});

/** A camera's JPEG holds no start marker but its own (`simulator/mjpeg.ts`). */
function framesOf(clip: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const starts: number[] = [];
  for (let at = 0; at < clip.length - 2; at += 1) {
    if (clip[at] === 0xff && clip[at + 1] === 0xd8 && clip[at + 2] === 0xff) starts.push(at);
  }
  return starts.map((start, index) => clip.subarray(start, starts[index + 1]));
}
