/**
 * @file The vision worker: tracker, alignment and quality. It turns a camera frame into an observation, asking the
 * recognition worker for the embedding, and closes every frame that it is given.
 */
import * as comlink from 'comlink';
import { isInside } from '../core/manifest/select.ts';
import { createFaceCounter } from '../runtime/mediapipe/face-counter.ts';
import { createLandmarker } from '../runtime/mediapipe/landmarker.ts';
import type { Tracker } from '../runtime/mediapipe/tracker.ts';
import { fetchModel, takeModel } from '../runtime/model-file.ts';
import { prepareMediapipe } from '../runtime/mediapipe/task.ts';
import { withCompanionCheck } from '../runtime/mediapipe/with-companion-check.ts';
import { createPixelReader } from '../runtime/pixels.ts';
import { guardScripts } from '../runtime/trusted-types.ts';
import { createCropper } from './cropper.ts';
import { createObserver, type Observer } from './observer.ts';
import type { RecognitionRequest, RecognizerPort, VisionApi, VisionOptions } from './protocol.ts';

/** As most cameras send. */
const CAMERA_PX = { width: 640, height: 480 };

let tracker: Tracker | null = null;
let observer: Observer | null = null;

async function createTracker({
  modelsUrl,
  mediapipeUrl,
  landmarker,
  companion,
  mode,
}: VisionOptions): Promise<Tracker> {
  const [model] = await Promise.all([fetchModel(modelsUrl, landmarker), prepareMediapipe(mediapipeUrl)]);
  if (mode === 'photos') return createLandmarker({ mediapipeUrl, mode, model });
  const companionModel = isInside(companion, [landmarker])
    ? await takeModel(model, companion)
    : await fetchModel(modelsUrl, companion);
  const follower = await createLandmarker({ mediapipeUrl, mode, model });
  const counter = await createFaceCounter({ mediapipeUrl, model: companionModel });
  // The first look of each takes as long as ten later ones, and recognition still loads now.
  const empty = emptyPicture();
  follower.find(empty, 0);
  counter.count(empty, 0);
  return withCompanionCheck(follower, counter);
}

function emptyPicture(): ImageData {
  return new ImageData(CAMERA_PX.width, CAMERA_PX.height);
}

/** The request with its tensors, whose buffers move to the other worker. */
function transferred(request: RecognitionRequest): RecognitionRequest {
  const { embedderInput, fakeDetectorInput, attackDetectorInput } = request;
  const inputs = [embedderInput, fakeDetectorInput, attackDetectorInput];
  return comlink.transfer(
    request,
    inputs.flatMap((input) => (input ? [input.buffer] : [])),
  );
}

const api: VisionApi = {
  async start(options, recognition) {
    const recognizer = comlink.wrap<RecognizerPort>(recognition);
    tracker = await createTracker(options);
    observer = createObserver({
      mode: options.mode,
      readPixels: createPixelReader(),
      tracker,
      cropper: createCropper(options),
      recognize: (request) => recognizer.recognize(transferred(request)),
    });
  },
  observe(frame, request) {
    if (!observer) throw new Error('The tracker was given a frame before it was started.');
    return observer(frame, request);
  },
  exercise(durationMs) {
    if (!tracker) throw new Error('The tracker was exercised before it was started.');
    const endMs = performance.now() + durationMs;
    const empty = emptyPicture();
    while (performance.now() < endMs) tracker.find(empty, performance.now());
    return Promise.resolve();
  },
};

guardScripts();
comlink.expose(api);
