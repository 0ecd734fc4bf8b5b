/** @file The frame pump: newest first, two in flight, no frame after the stop. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Observation } from '../../src/core/observation.ts';
import type { VideoSource } from '../../src/runtime/video-source.ts';
import { FramePace } from '../../src/workers/frame-pace.ts';
import { startPump } from '../../src/workers/frame-pump.ts';
import type { FrameRequest } from '../../src/workers/protocol.ts';

/** A video whose frames the test presents. */
class FakeVideo {
  private _callbacks = new Map<number, VideoFrameRequestCallback>();
  private _last = 0;
  private _presented = 0;

  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    this._last += 1;
    this._callbacks.set(this._last, callback);
    return this._last;
  }

  cancelVideoFrameCallback(handle: number): void {
    this._callbacks.delete(handle);
  }

  /** @param pictures - How many the camera gave; only the last one is on screen. */
  present(pictures = 1): void {
    this._presented += pictures;
    const metadata = { presentedFrames: this._presented } as VideoFrameCallbackMetadata;
    const due = [...this._callbacks.values()];
    this._callbacks.clear();
    for (const callback of due) callback(performance.now(), metadata);
  }
}

interface Sent {
  readonly request: FrameRequest;
  answer(): void;
  fail(error: Error): void;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function setUp(state: VideoSource['state']['kind'] = 'live') {
  const video = new FakeVideo();
  const sent: Sent[] = [];
  const seen: number[] = [];
  const errors: unknown[] = [];
  const source = { kind: 'camera', video, state: { kind: state } } as unknown as VideoSource;
  const stop = startPump(source, new FramePace(), {
    observe: (_frame, request) =>
      new Promise((resolve, reject) => {
        sent.push({
          request,
          answer: () => {
            resolve({
              sequence: request.sequence,
              timestampMs: request.timestampMs,
              timings: {},
              face: {},
            } as Observation);
          },
          fail: reject,
        });
      }),
    onObservation: ({ sequence }) => seen.push(sequence),
    onError: (error) => errors.push(error),
    wantLandmarks: () => false,
  });
  return { video, sent, seen, errors, stop };
}

describe('startPump', () => {
  beforeEach(() => {
    vi.stubGlobal(
      'VideoFrame',
      class {
        close(): void {
          // Nothing is held.
        }
      },
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('keeps at most two frames under way', async () => {
    const { video, sent } = setUp();
    for (let frame = 0; frame < 5; frame += 1) {
      video.present();
      await settle();
    }
    expect(sent.map(({ request }) => request.sequence)).toEqual([1, 2]);
  });

  it('takes the frame on screen as soon as a place is free, and each frame once', async () => {
    const { video, sent, seen } = setUp();
    for (let frame = 0; frame < 4; frame += 1) {
      video.present();
      await settle();
    }
    sent[0].answer();
    await settle();
    expect(seen).toEqual([1]);
    expect(sent).toHaveLength(3);
    sent[1].answer();
    await settle();
    // No frame was presented since: there is nothing new to look at.
    expect(sent).toHaveLength(3);
    video.present();
    await settle();
    expect(sent).toHaveLength(4);
  });

  it('hands on what comes back in the order of the frames, and tracks on meanwhile', async () => {
    const { video, sent, seen } = setUp();
    for (let frame = 0; frame < 2; frame += 1) {
      video.present();
      await settle();
    }
    // The first frame is being recognised; the others are only tracked.
    for (const later of [1, 2, 3]) {
      sent[later].answer();
      video.present();
      await settle();
    }
    expect(seen).toEqual([]);
    expect(sent).toHaveLength(5);
    sent[0].answer();
    await settle();
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('lets few frames wait for an earlier one', async () => {
    const { video, sent } = setUp();
    for (let frame = 0; frame < 20; frame += 1) {
      video.present();
      await settle();
      if (frame > 0 && frame < sent.length) sent[frame].answer();
      await settle();
    }
    expect(sent).toHaveLength(6);
  });

  it('passes over frames once the device turns out to be slow, and not when the camera is', async () => {
    vi.useFakeTimers();
    const run = async (pictures: number): Promise<readonly boolean[]> => {
      const { video, sent } = setUp();
      for (let frame = 0; frame < 30; frame += 1) {
        await vi.advanceTimersByTimeAsync(150);
        video.present(pictures);
        await vi.advanceTimersByTimeAsync(0);
        sent[frame].answer();
        await vi.advanceTimersByTimeAsync(0);
      }
      return sent.map(({ request }) => request.isRecognized);
    };
    const slow = await run(5);
    expect(slow.slice(0, 8)).not.toContain(false);
    expect(slow.slice(-6).filter(Boolean)).toHaveLength(2);
    expect(await run(1)).not.toContain(false);
    vi.useRealTimers();
  });

  it('drops what comes back after the stop and asks for no more', async () => {
    const { video, sent, seen, stop } = setUp();
    video.present();
    await settle();
    stop();
    sent[0].answer();
    video.present();
    await settle();
    expect(seen).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it('reports a failed frame and frees its place', async () => {
    const { video, sent, errors } = setUp();
    video.present();
    await settle();
    sent[0].fail(new Error('tracker stopped'));
    await settle();
    video.present();
    await settle();
    expect(errors).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });

  it('sends nothing while the source is not live', async () => {
    const { video, sent } = setUp('starting');
    video.present();
    await settle();
    expect(sent).toEqual([]);
  });

  it('falls back to an ImageBitmap without VideoFrame', async () => {
    vi.unstubAllGlobals();
    const createImageBitmap = vi.fn(() => Promise.resolve({}));
    vi.stubGlobal('createImageBitmap', createImageBitmap);
    const { video, sent } = setUp();
    video.present();
    await settle();
    expect(createImageBitmap).toHaveBeenCalledOnce();
    expect(sent).toHaveLength(1);
  });
});
