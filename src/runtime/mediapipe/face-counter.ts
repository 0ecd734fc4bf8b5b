/** @file Counts the faces in camera frames with MediaPipe's FaceDetector (BlazeFace, short range). Tracks nobody. */
import { FaceDetector } from '@mediapipe/tasks-vision';
import { prepareMediapipe } from './task.ts';
import { countNear, growingTimestamps } from './tracker.ts';

export interface FaceCounter {
  /** @returns The largest face and those not much smaller. */
  count(image: ImageData, timestampMs: number): number;
  close(): void;
}

export interface FaceCounterOptions {
  /** Absolute URL of the folder with MediaPipe's files; ends in a slash. */
  readonly mediapipeUrl: string;
  /** The verified model file. */
  readonly model: Uint8Array;
}

export async function createFaceCounter({ mediapipeUrl, model }: FaceCounterOptions): Promise<FaceCounter> {
  const task = await FaceDetector.createFromOptions(await prepareMediapipe(mediapipeUrl), {
    baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
    runningMode: 'VIDEO',
  });
  const growing = growingTimestamps();
  return {
    count(image, timestampMs) {
      const { detections } = task.detectForVideo(image, growing(timestampMs));
      return countNear(detections.flatMap(({ boundingBox }) => boundingBox ?? []));
    },
    close() {
      task.close();
    },
  };
}
