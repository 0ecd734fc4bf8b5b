/** @file Gives a page the stretched clock. Bundled by `responder.ts`; runs before the page's own scripts. */
import { StretchedClock } from './stretched-clock.ts';

const realNow = performance.now.bind(performance);
const clock = new StretchedClock(realNow(), Math.random);

performance.now = () => clock.nowMs(realNow());

/** The kiosk makes one of each frame that it looks at. */
globalThis.VideoFrame = new Proxy(VideoFrame, {
  construct(target, args: unknown[]) {
    const frame = Reflect.construct(target, args) as VideoFrame;
    clock.takeFrame(realNow());
    return frame;
  },
});
