/** @file From a frame to an observation: which frames are recognised, and that no crop is cut for another. */
import { describe, expect, it, vi } from 'vitest';
import type { TrackedFace } from '../../src/runtime/mediapipe/tracker.ts';
import type { PixelReader } from '../../src/runtime/pixels.ts';
import { createObserver, type ObserverParts } from '../../src/workers/observer.ts';
import type {
  FrameRequest,
  RecognitionRequest,
  RecognitionResult,
  TransferableFrame,
} from '../../src/workers/protocol.ts';
import { createTurns } from '../../src/workers/turns.ts';

const FACE = {
  box: { x: 10, y: 10, width: 40, height: 50 },
  confidence: 1,
  points: [20, 40, 30, 22, 38].map((x, at) => ({ x, y: 20 + 8 * at })),
  landmarks: new Float32Array(956),
  pose: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
  eyesOpen: 1,
  liveness: { blink: 0, jawOpen: 0, shape: null },
} as unknown as TrackedFace;

const image = { data: new Uint8ClampedArray(64 * 64 * 4), width: 64, height: 64 } as ImageData;
/** A frame that notes that it was closed. */
function frame(): TransferableFrame & { wasClosed: () => boolean } {
  const close = vi.fn();
  const wasClosed = (): boolean => close.mock.calls.length === 1;
  return { close, wasClosed } as unknown as TransferableFrame & { wasClosed: () => boolean };
}
const request = (sequence: number): FrameRequest => ({
  ...{ sequence, timestampMs: sequence * 33, waitMs: 0, grabMs: 0, source: 'camera', wantLandmarks: false },
  isRecognized: true,
  turnDeg: 0,
});

interface SetUp {
  readonly mode?: ObserverParts['mode'];
  readonly face?: () => TrackedFace | null;
  readonly readPixels?: PixelReader;
}

function setUp({ mode = 'video', face = () => FACE, readPixels = (_, __, body) => body(image) }: SetUp = {}) {
  const cutFor: boolean[] = [];
  const asked: { readonly request: RecognitionRequest; answer: () => void; fail: (error: Error) => void }[] =
    [];
  const tracked: number[] = [];
  const observe = createObserver({
    mode,
    readPixels,
    tracker: {
      find(_, timestampMs) {
        tracked.push(timestampMs / 33);
        const found = face();
        return { face: found, faceCount: found ? 1 : 0 };
      },
    },
    cropper(_, __, withInputs) {
      cutFor.push(withInputs);
      const inputs = {
        embedderInput: new Float32Array(3),
        fakeDetectorInput: null,
        attackDetectorInput: null,
      };
      return { forQuality: new Uint8ClampedArray(112 * 112 * 4), inputs: withInputs ? inputs : null };
    },
    recognize: (one) =>
      new Promise((resolve, reject) => {
        const embedding = Float32Array.of(one.sequence);
        asked.push({
          request: one,
          answer: () => {
            resolve({ embedding, matches: [], embedMs: 1 } as unknown as RecognitionResult);
          },
          fail: reject,
        });
      }),
  });
  /** Until so many requests have reached the recogniser. */
  const untilAsked = (count: number): Promise<void> =>
    vi.waitFor(() => {
      expect(asked).toHaveLength(count);
    });
  return { observe, cutFor, asked, tracked, untilAsked };
}

describe('a frame of a video', () => {
  it('gets its crops and its embedding when the recogniser is free', async () => {
    const { observe, cutFor, asked, untilAsked } = setUp();
    const one = frame();
    const observing = observe(one, request(1));
    await untilAsked(1);
    expect(one.wasClosed()).toBe(true);
    asked[0].answer();
    const { face, timings } = await observing;
    expect(face?.embedding).toEqual(Float32Array.of(1));
    expect(timings.embedMs).toBe(1);
    expect(cutFor).toEqual([true]);
  });

  it('is not recognised where a slow device passes over it', async () => {
    const { observe, cutFor, asked } = setUp();
    const { face } = await observe(frame(), { ...request(1), isRecognized: false });
    expect(face?.embedding).toBeNull();
    expect(cutFor).toEqual([false]);
    expect(asked).toEqual([]);
  });

  it('has no crops cut for networks while another frame is being recognised', async () => {
    const { observe, cutFor, asked, untilAsked } = setUp();
    const first = observe(frame(), request(1));
    await untilAsked(1);
    const passedOver = [await observe(frame(), request(2)), await observe(frame(), request(3))];
    expect(passedOver.map(({ face }) => face?.embedding)).toEqual([null, null]);
    expect(passedOver.every(({ face }) => face?.quality.faceCount === 1)).toBe(true);
    expect(cutFor).toEqual([true, false, false]);
    expect(asked).toHaveLength(1);
    asked[0].answer();
    await first;
    const fourth = observe(frame(), request(4));
    await untilAsked(2);
    asked[1].answer();
    expect((await fourth).face?.embedding).toEqual(Float32Array.of(4));
    // Every set of crops went to the recogniser.
    expect(cutFor.filter(Boolean)).toHaveLength(asked.length);
  });

  it('is recognised when the answer to the one before came while it was tracked', async () => {
    let whileTracking = (): void => undefined;
    const { observe, asked, untilAsked } = setUp({
      face: () => {
        whileTracking();
        return FACE;
      },
    });
    const first = observe(frame(), request(1));
    await untilAsked(1);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      asked[0].answer();
      port1.close();
    };
    // As from the other worker: it lies in the queue, unread, while the tracker holds the thread.
    whileTracking = () => {
      port2.postMessage(null);
    };
    const second = observe(frame(), request(2));
    await first;
    await untilAsked(2);
    expect(asked.map((one) => one.request.sequence)).toEqual([1, 2]);
    asked[1].answer();
    expect((await second).face?.embedding).toEqual(Float32Array.of(2));
  });

  it('is looked at only once the one before was, and in their order', async () => {
    const { observe, asked, tracked, cutFor, untilAsked } = setUp();
    const all = [1, 2, 3].map((sequence) => observe(frame(), request(sequence)));
    await untilAsked(1);
    await vi.waitFor(() => {
      expect(cutFor).toEqual([true, false, false]);
    });
    expect(tracked).toEqual([1, 2, 3]);
    asked[0].answer();
    expect((await Promise.all(all)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('without a face asks for nothing', async () => {
    const { observe, cutFor, asked } = setUp({ face: () => null });
    const { face, faceCount } = await observe(frame(), request(1));
    expect([face, faceCount]).toEqual([null, 0]);
    expect([cutFor, asked]).toEqual([[], []]);
  });

  it('that cannot be recognised fails, and the next one is tried', async () => {
    const { observe, asked, untilAsked } = setUp();
    const failing = observe(frame(), request(1));
    await untilAsked(1);
    asked[0].fail(new Error('out of memory'));
    await expect(failing).rejects.toThrow('out of memory');
    const next = observe(frame(), request(2));
    await untilAsked(2);
    asked[1].answer();
    expect((await next).face?.embedding).toEqual(Float32Array.of(2));
  });

  it('that cannot be read is closed, fails, and holds nobody up', async () => {
    const unreadable: PixelReader = () => Promise.reject(new Error('no pixels'));
    let readPixels = unreadable;
    const { observe, asked, untilAsked } = setUp({ readPixels: (...all) => readPixels(...all) });
    const one = frame();
    await expect(observe(one, request(1))).rejects.toThrow('no pixels');
    expect(one.wasClosed()).toBe(true);
    readPixels = (_, __, body) => body(image);
    const next = observe(frame(), request(2));
    await untilAsked(1);
    asked[0].answer();
    expect((await next).sequence).toBe(2);
  });
});

it('photos are all recognised, however many come at once', async () => {
  const { observe, cutFor, asked, untilAsked } = setUp({ mode: 'photos' });
  const all = [1, 2, 3].map((sequence) => observe(frame(), request(sequence)));
  await untilAsked(3);
  for (const one of asked) one.answer();
  const seen = await Promise.all(all);
  expect(seen.map(({ face }) => face?.embedding?.[0])).toEqual([1, 2, 3]);
  expect(cutFor).toEqual([true, true, true]);
});

describe('turns', () => {
  it('run one after the other, also after one that failed', async () => {
    const inTurn = createTurns();
    const log: string[] = [];
    const run = (name: string) => async (): Promise<string> => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b fails');
      return name;
    };
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => inTurn(run(name))));
    expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
