/**
 * @file From a frame to an observation: tracks, measures, and has the face recognised. What runs all this is handed in.
 */
import { frameHash } from '../core/liveness/frame-hash.ts';
import { measureLight } from '../core/liveness/light-sample.ts';
import { measureCrop, measurePlace } from '../core/quality/measures.ts';
import type { FaceObservation, FrameSize, Observation } from '../core/observation.ts';
import type { TrackedFace, Tracker } from '../runtime/mediapipe/tracker.ts';
import type { PixelReader } from '../runtime/pixels.ts';
import type { Cropper } from './cropper.ts';
import type {
  FrameRequest,
  RecognitionRequest,
  RecognitionResult,
  TransferableFrame,
  VisionOptions,
} from './protocol.ts';
import { createTurns } from './turns.ts';

export interface ObserverParts {
  readonly mode: VisionOptions['mode'];
  readonly readPixels: PixelReader;
  readonly tracker: Pick<Tracker, 'find'>;
  readonly cropper: Cropper;
  /** Embeds and compares one face; takes ownership of the request's tensors. */
  readonly recognize: (request: RecognitionRequest) => Promise<RecognitionResult>;
}

/** Closes every frame that it is given. */
export type Observer = (frame: TransferableFrame, request: FrameRequest) => Promise<Observation>;

/** What a frame shows, before any embedding is back. */
interface Seen {
  readonly frame: FrameSize;
  readonly frameHash: string | null;
  readonly faceCount: number;
  readonly readMs: number;
  readonly trackMs: number;
  readonly examined: Examined | null;
  /** Null for a frame that is not embedded. */
  readonly recognition: Promise<RecognitionResult> | null;
}

interface Examined {
  readonly face: FaceObservation;
  readonly inputs: ReturnType<Cropper>['inputs'];
  readonly alignMs: number;
  readonly qualityMs: number;
}

/**
 * In mode `video` a frame is recognised when that is asked for and no other one is: tracking goes on at the camera's
 * pace meanwhile, and the networks' crops are cut for no frame in vain. In mode `photos` every image is recognised, in
 * turn. A frame that is not recognised may be answered before the one that is.
 */
export function createObserver({ mode, readPixels, tracker, cropper, recognize }: ObserverParts): Observer {
  const inTurn = createTurns();
  let underWay = 0;

  const recognizeNow = async (request: RecognitionRequest): Promise<RecognitionResult> => {
    underWay += 1;
    try {
      return await recognize(request);
    } finally {
      underWay -= 1;
    }
  };

  /** The tracker held this thread up, so the recogniser's answer may be waiting to be read. */
  const isRecognizerFree = async (): Promise<boolean> => {
    if (underWay > 0) await handleMessages();
    return underWay === 0;
  };

  const look = async (image: ImageData, request: FrameRequest, readMs: number): Promise<Seen> => {
    const startMs = performance.now();
    const { face, faceCount } = tracker.find(image, request.timestampMs);
    const trackMs = performance.now() - startMs;
    const isDue = mode === 'photos' || (request.isRecognized && (await isRecognizerFree()));
    const isRecognized = face !== null && isDue;
    const examined = face && examine(image, face, { faceCount, cropper, request, isRecognized });
    const { sequence, timestampMs } = request;
    const recognition = examined?.inputs ? recognizeNow({ ...examined.inputs, sequence, timestampMs }) : null;
    // It is awaited once the next frame may be looked at.
    recognition?.catch(() => undefined);
    const { data, width, height } = image;
    return {
      frame: { widthPx: width, heightPx: height },
      frameHash: frameHash(data, width, height),
      ...{ faceCount, readMs, trackMs, examined, recognition },
    };
  };

  return async (frame, request) => {
    const startMs = performance.now();
    const seen = await readPixels(frame, request.turnDeg, (image) => {
      const readMs = performance.now() - startMs;
      return inTurn(() => look(image, request, readMs));
    }).finally(() => {
      frame.close();
    });
    return toObservation(request, seen, await seen.recognition);
  };
}

interface ExamineOptions {
  readonly faceCount: number;
  readonly cropper: Cropper;
  readonly request: FrameRequest;
  readonly isRecognized: boolean;
}

function examine(
  image: ImageData,
  { box, confidence, points, landmarks, pose, eyesOpen, liveness }: TrackedFace,
  { faceCount, cropper, request, isRecognized }: ExamineOptions,
): Examined {
  const startMs = performance.now();
  const { forQuality, inputs } = cropper(image, points, isRecognized);
  const alignedMs = performance.now();
  const quality = {
    ...pose,
    ...measureCrop(forQuality),
    ...measurePlace(box, points, { widthPx: image.width, heightPx: image.height }),
    eyesOpen,
    faceCount,
  };
  const light = measureLight(image, points);
  const measuredMs = performance.now();
  return {
    face: {
      box,
      confidence,
      points,
      landmarks: request.wantLandmarks ? landmarks : null,
      pose,
      quality,
      embedding: null,
      matches: null,
      faceKey: null,
      fakeProbability: null,
      liveness: { ...liveness, light, continuity: null, attackProbability: null },
    },
    inputs,
    alignMs: alignedMs - startMs,
    qualityMs: measuredMs - alignedMs,
  };
}

function toObservation(
  { sequence, timestampMs, source, waitMs, grabMs }: FrameRequest,
  { frame, frameHash, faceCount, readMs, trackMs, examined }: Seen,
  result: RecognitionResult | null,
): Observation {
  return {
    sequence,
    timestampMs,
    frame,
    source,
    frameHash,
    faceCount,
    face: examined && {
      ...examined.face,
      embedding: result?.embedding ?? null,
      matches: result?.matches ?? null,
      faceKey: result?.faceKey ?? null,
      fakeProbability: result?.fakeProbability ?? null,
      liveness: {
        ...examined.face.liveness,
        continuity: result?.continuity ?? null,
        attackProbability: result?.attackProbability ?? null,
      },
    },
    timings: {
      waitMs,
      grabMs,
      readMs,
      trackMs,
      alignMs: examined?.alignMs ?? null,
      qualityMs: examined?.qualityMs ?? null,
      embedMs: result?.embedMs ?? null,
      fakeMs: result?.fakeMs ?? null,
      attackMs: result?.attackMs ?? null,
      matchMs: result?.matchMs ?? null,
      // The page fills this in on arrival, since its clock gave the frame its timestamp.
      totalMs: 0,
    },
    // So does the pump, which knows when frames were taken.
    pace: null,
  };
}

/** Resolves after the messages that wait in this thread's queue have been handled. */
function handleMessages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
