/**
 * @file The vision worker: tracker, alignment and quality. It turns a camera frame into an observation, asking the
 * recognition worker for the embedding, and closes every frame that it is given.
 */
import * as comlink from 'comlink';
import { createFaceCounter } from '../runtime/mediapipe/face-counter.ts';
import { createLandmarker } from '../runtime/mediapipe/landmarker.ts';
import type { Tracker } from '../runtime/mediapipe/tracker.ts';
import { fetchModel } from '../runtime/model-file.ts';
import { withCompanionCheck } from '../runtime/mediapipe/with-companion-check.ts';
import { createPixelReader } from '../runtime/pixels.ts';
import { guardScripts } from '../runtime/trusted-types.ts';
import { createCropper } from './cropper.ts';
import { createObserver, type Observer } from './observer.ts';
import type { RecognitionRequest, RecognizerPort, VisionApi, VisionOptions } from './protocol.ts';

let observer: Observer | null = null;

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
    observer = createObserver({
      mode: options.mode,
      readPixels: createPixelReader(),
      tracker: await createTracker(options),
      cropper: createCropper(options),
      recognize: (request) => recognizer.recognize(transferred(request)),
    });
  },
  observe(frame, request) {
    if (!observer) throw new Error('The tracker was given a frame before it was started.');
    return observer(frame, request);
  },
};

guardScripts();
comlink.expose(api);
