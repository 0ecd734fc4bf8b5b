/** @file Gives a page the stretched clock. Bundled by `responder.ts`; runs before the page's own scripts. */
import { StretchedClock } from './stretched-clock.ts';

const realNow = performance.now.bind(performance);
const clock = new StretchedClock(realNow(), Math.random);

performance.now = () => clock.nowMs(realNow());

/** The kiosk makes one of each frame that it looks at; an ImageBitmap where the browser has no VideoFrame. */
if ('VideoFrame' in globalThis) {
  globalThis.VideoFrame = new Proxy(VideoFrame, {
    construct(target, args: unknown[]) {
      const frame = Reflect.construct(target, args) as VideoFrame;
      clock.takeFrame(realNow());
      return frame;
    },
  });
} else {
  globalThis.createImageBitmap = new Proxy(createImageBitmap, {
    async apply(target, self, args: unknown[]) {
      const bitmap = await (Reflect.apply(target, self, args) as Promise<ImageBitmap>);
      if (args[0] instanceof HTMLVideoElement) clock.takeFrame(realNow());
      return bitmap;
    },
  });
}
