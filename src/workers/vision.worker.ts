/**
 * @file The vision worker: tracker, alignment and quality. It turns a camera frame into an observation, asking the
 * recognition worker for the embedding, and closes every frame that it is given.
 */
import * as comlink from 'comlink';
import { frameHash } from '../core/liveness/frame-hash.ts';
import { measureLight } from '../core/liveness/light-sample.ts';
import { measureCrop, measurePlace } from '../core/quality/measures.ts';
import type { FaceObservation, FrameSize, Observation } from '../core/observation.ts';
import { createFaceCounter } from '../runtime/mediapipe/face-counter.ts';
import { createLandmarker } from '../runtime/mediapipe/landmarker.ts';
import type { TrackedFace, Tracker } from '../runtime/mediapipe/tracker.ts';
import { fetchModel } from '../runtime/model-file.ts';
import { withCompanionCheck } from '../runtime/mediapipe/with-companion-check.ts';
import { createPixelReader } from '../runtime/pixels.ts';
import { guardScripts } from '../runtime/trusted-types.ts';
import { createCropper, type Cropper } from './cropper.ts';
import type {
  FrameRequest,
  RecognitionRequest,
  RecognitionResult,
  RecognizerPort,
  TransferableFrame,
  VisionApi,
  VisionOptions,
} from './protocol.ts';

interface Started {
  readonly tracker: Tracker;
  readonly cropper: Cropper;
  readonly recognizer: comlink.Remote<RecognizerPort>;
  readonly mode: VisionOptions['mode'];
}

let started: Started | null = null;
const readPixels = createPixelReader();

/** What a frame shows, before any embedding is back. */
interface Seen {
  readonly frame: FrameSize;
  readonly frameHash: string | null;
  readonly faceCount: number;
  readonly trackMs: number;
  readonly examined: Examined | null;
}

interface Examined {
  readonly face: FaceObservation;
  readonly request: RecognitionRequest;
  readonly alignMs: number;
  readonly qualityMs: number;
}

function look(image: ImageData, { tracker, cropper }: Started, request: FrameRequest): Seen {
  const startMs = performance.now();
  const { face, faceCount } = tracker.find(image, request.timestampMs);
  const trackMs = performance.now() - startMs;
  const examined = face && examine(image, face, faceCount, cropper, request);
  const { data, width, height } = image;
  return {
    frame: { widthPx: width, heightPx: height },
    frameHash: frameHash(data, width, height),
    faceCount,
    trackMs,
    examined,
  };
}

function examine(
  image: ImageData,
  { box, confidence, points, landmarks, pose, eyesOpen, liveness }: TrackedFace,
  faceCount: number,
  cropper: Cropper,
  { sequence, timestampMs, wantLandmarks }: FrameRequest,
): Examined {
  const startMs = performance.now();
  const crops = cropper(image, points);
  const alignedMs = performance.now();
  const quality = {
    ...pose,
    ...measureCrop(crops.forQuality),
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
      landmarks: wantLandmarks ? landmarks : null,
      pose,
      quality,
      embedding: null,
      matches: null,
      faceKey: null,
      fakeProbability: null,
      liveness: { ...liveness, light, continuity: null, attackProbability: null },
    },
    request: { ...crops.inputs, sequence, timestampMs },
    alignMs: alignedMs - startMs,
    qualityMs: measuredMs - alignedMs,
  };
}

/** @returns null for a frame that is not embedded. */
async function recognize(
  { recognizer, mode }: Started,
  request: RecognitionRequest,
): Promise<RecognitionResult | null> {
  const { embedderInput, fakeDetectorInput, attackDetectorInput } = request;
  const buffers = [embedderInput, fakeDetectorInput, attackDetectorInput].flatMap((input) =>
    input ? [input.buffer] : [],
  );
  return recognizer.recognize(comlink.transfer(request, buffers), mode === 'photos');
}

async function observe(frame: TransferableFrame, request: FrameRequest): Promise<Observation> {
  const running = started;
  if (!running) throw new Error('The tracker was given a frame before it was started.');
  const startMs = performance.now();
  let readMs = 0;
  const seen = await readPixels(frame, (image) => {
    readMs = performance.now() - startMs;
    return look(image, running, request);
  }).finally(() => {
    frame.close();
  });
  const { examined } = seen;
  const result = examined ? await recognize(running, examined.request) : null;
  return {
    sequence: request.sequence,
    timestampMs: request.timestampMs,
    frame: seen.frame,
    source: request.source,
    frameHash: seen.frameHash,
    faceCount: seen.faceCount,
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
      waitMs: request.waitMs,
      grabMs: request.grabMs,
      readMs,
      trackMs: seen.trackMs,
      alignMs: examined?.alignMs ?? null,
      qualityMs: examined?.qualityMs ?? null,
      embedMs: result?.embedMs ?? null,
      fakeMs: result?.fakeMs ?? null,
      attackMs: result?.attackMs ?? null,
      matchMs: result?.matchMs ?? null,
      // The page fills this in on arrival, since its clock gave the frame its timestamp.
      totalMs: 0,
    },
  };
}

async function createTracker({
  modelsUrl,
  mediapipeUrl,
  landmarker,
  companion,
  mode,
}: VisionOptions): Promise<Tracker> {
  const model = await fetchModel(modelsUrl, landmarker);
  const tracker = await createLandmarker({ mediapipeUrl, mode, model });
  if (mode === 'photos') return tracker;
  const counter = await createFaceCounter({ mediapipeUrl, model: await fetchModel(modelsUrl, companion) });
  return withCompanionCheck(tracker, counter);
}

const api: VisionApi = {
  async start(options, recognition) {
    started = {
      tracker: await createTracker(options),
      cropper: createCropper(options),
      recognizer: comlink.wrap<RecognizerPort>(recognition),
      mode: options.mode,
    };
  },
  observe,
};

guardScripts();
comlink.expose(api);
