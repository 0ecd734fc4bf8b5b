/**
 * @file Times whole frames: one at a time, so that no stage runs beside another, with the networks on one thread of
 * WASM. For the bench.
 */
import type { StageTimings } from '../core/observation.ts';
import { Camera } from '../runtime/camera.ts';
import { type BackendMemory, Pipeline } from './bridge.ts';
import type { BackendTiming } from './protocol.ts';

export interface FrameTimer {
  /** @returns Null for a frame without a face. */
  timeFrame(): Promise<StageTimings | null>;
  close(): void;
}

/** A device that found one thread to be the fastest. */
const ONE_THREAD: BackendMemory = {
  read: (): readonly BackendTiming[] => [{ provider: 'wasm', threads: 1, msPerFace: 1 }],
  write: () => undefined,
};

/** @param baseUrl - Absolute URL of the site's root; ends in a slash. */
export async function createFrameTimer(baseUrl: string): Promise<FrameTimer> {
  const camera = new Camera();
  const [pipeline] = await Promise.all([
    Pipeline.start({ baseUrl, provider: 'wasm', memory: ONE_THREAD }),
    camera.start(null),
  ]);
  const { video } = camera;
  return {
    async timeFrame() {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const { face, timings } = await pipeline.describe(await createImageBitmap(video));
      return face && timings;
    },
    close() {
      camera.close();
      pipeline.close();
    },
  };
}
