/**
 * @file Takes frames off a playing video. At most two are under way. A frame that comes meanwhile is skipped: the next
 * one taken is the one on screen when a place is free.
 *
 * A frame that is recognised takes longer than the next one, which is not. What comes back too early waits, since the
 * decision engine takes no observation that is late. Tracking goes on meanwhile.
 */
import type { Observation } from '../core/observation.ts';
import type { VideoSource } from '../runtime/video-source.ts';
import type { FramePace } from './frame-pace.ts';
import type { FrameRequest, TransferableFrame } from './protocol.ts';

/** One in the tracker, one in recognition. */
const MAX_IN_FLIGHT = 2;
/** With those that wait for an earlier one. */
const MAX_UNDELIVERED = 6;

export interface PumpHandlers {
  /** Sends a frame off; takes ownership of it. */
  observe(frame: TransferableFrame, request: FrameRequest): Promise<Observation>;
  onObservation(observation: Observation): void;
  onError(error: unknown): void;
  /** Whether the tracker's points are wanted for drawing, asked at every frame. */
  wantLandmarks(): boolean;
}

interface Taken {
  readonly startMs: number;
  readonly presentedMs: number;
  /** That the camera gave since the frame before, this one among them. */
  readonly pictures: number;
}

/** @returns A function that stops the pump. Observations of frames under way are then dropped. */
export function startPump(source: VideoSource, pace: FramePace, handlers: PumpHandlers): () => void {
  const { video } = source;
  let stopped = false;
  // A function, because the compiler does not see that `stopped` changes while a frame is under way.
  const isStopped = (): boolean => stopped;
  let inFlight = 0;
  let undelivered = 0;
  let sequence = 0;
  /** Settles once the frame that was taken last, and all before it, were handed on. */
  let delivered: Promise<unknown> = Promise.resolve();
  /** Pictures of the camera in all, and up to the frame that was taken last. */
  let pictures = 0;
  let picturesTaken = 0;
  /** When the newest frame that has not been taken yet came on screen; null when there is none. */
  let presentedMs: number | null = null;
  let callback = video.requestVideoFrameCallback(onFrame);

  function onFrame(nowMs: number, { presentedFrames }: VideoFrameCallbackMetadata): void {
    callback = video.requestVideoFrameCallback(onFrame);
    presentedMs = nowMs;
    pictures = presentedFrames;
    takeNewest();
  }

  function takeNewest(): void {
    if (isStopped() || presentedMs === null || source.state.kind !== 'live') return;
    if (inFlight >= MAX_IN_FLIGHT || undelivered >= MAX_UNDELIVERED) return;
    const taken = { startMs: performance.now(), presentedMs, pictures: pictures - picturesTaken };
    presentedMs = null;
    picturesTaken = pictures;
    inFlight += 1;
    undelivered += 1;
    const observed = observe(taken).finally(() => {
      inFlight -= 1;
      takeNewest();
    });
    const before = delivered;
    delivered = Promise.allSettled([observed, before])
      .then(([outcome]) => {
        if (!isStopped()) deliver(outcome, taken);
      })
      .finally(() => {
        undelivered -= 1;
        takeNewest();
      });
  }

  async function observe({ startMs, presentedMs }: Taken): Promise<Observation> {
    sequence += 1;
    const number = sequence;
    const frame = await grab(video);
    const timestampMs = performance.now();
    return handlers.observe(frame, {
      sequence: number,
      timestampMs,
      waitMs: Math.max(0, startMs - presentedMs),
      grabMs: timestampMs - startMs,
      source: source.kind,
      turnDeg: source.turnDeg,
      wantLandmarks: handlers.wantLandmarks(),
      isRecognized: pace.isRecognized(number),
    });
  }

  function deliver(outcome: PromiseSettledResult<Observation>, taken: Taken): void {
    if (outcome.status === 'rejected') {
      handlers.onError(outcome.reason);
      return;
    }
    const { timestampMs: atMs, face } = outcome.value;
    const measured = pace.follow({ atMs, hasFace: face !== null, pictures: taken.pictures });
    handlers.onObservation(arrived({ ...outcome.value, pace: measured }));
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
