/**
 * @file Takes frames off a playing video. At most two are under way. A frame that comes meanwhile is skipped: the next
 * one taken is the one on screen when a place is free.
 */
import type { Observation } from '../core/observation.ts';
import type { VideoSource } from '../runtime/video-source.ts';
import type { FrameRequest, TransferableFrame } from './protocol.ts';

/** One in the tracker, one in recognition. */
const MAX_IN_FLIGHT = 2;

export interface PumpHandlers {
  /** Sends a frame off; takes ownership of it. */
  observe(frame: TransferableFrame, request: FrameRequest): Promise<Observation>;
  onObservation(observation: Observation): void;
  onError(error: unknown): void;
  /** Whether the tracker's points are wanted for drawing, asked at every frame. */
  wantLandmarks(): boolean;
}

/** @returns A function that stops the pump. Observations of frames under way are then dropped. */
export function startPump(source: VideoSource, handlers: PumpHandlers): () => void {
  const { video } = source;
  let stopped = false;
  // A function, because the compiler does not see that `stopped` changes while a frame is under way.
  const isStopped = (): boolean => stopped;
  let inFlight = 0;
  let sequence = 0;
  /** When the newest frame that has not been taken yet came on screen; null when there is none. */
  let presentedMs: number | null = null;
  let callback = video.requestVideoFrameCallback(onFrame);

  function onFrame(nowMs: number): void {
    callback = video.requestVideoFrameCallback(onFrame);
    presentedMs = nowMs;
    void takeNewest();
  }

  async function takeNewest(): Promise<void> {
    if (isStopped() || presentedMs === null || inFlight >= MAX_IN_FLIGHT || source.state.kind !== 'live')
      return;
    const startMs = performance.now();
    const waitMs = Math.max(0, startMs - presentedMs);
    presentedMs = null;
    inFlight += 1;
    try {
      const frame = await grab(video);
      const timestampMs = performance.now();
      sequence += 1;
      const observation = await handlers.observe(frame, {
        sequence,
        timestampMs,
        waitMs,
        grabMs: timestampMs - startMs,
        source: source.kind,
        wantLandmarks: handlers.wantLandmarks(),
      });
      if (!isStopped()) handlers.onObservation(arrived(observation));
    } catch (error) {
      if (!isStopped()) handlers.onError(error);
    } finally {
      inFlight -= 1;
      void takeNewest();
    }
  }

  return () => {
    stopped = true;
    video.cancelVideoFrameCallback(callback);
  };
}

function arrived(observation: Observation): Observation {
  const totalMs = performance.now() - observation.timestampMs;
  return { ...observation, timings: { ...observation.timings, totalMs } };
}

/** A VideoFrame costs 0.04 ms, an ImageBitmap 2 ms; browsers without the first get the second. */
async function grab(video: HTMLVideoElement): Promise<TransferableFrame> {
  return 'VideoFrame' in globalThis ? new VideoFrame(video) : createImageBitmap(video);
}
