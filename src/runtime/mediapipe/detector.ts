/** @file The tracker that needs only npm: MediaPipe's FaceDetector (BlazeFace short range), six keypoints. */
import { type Detection, FaceDetector } from '@mediapipe/tasks-vision';
import { type FaceKeypoints, pointsFromKeypoints } from '../../core/geometry/keypoints.ts';
import { poseFromKeypoints } from '../../core/geometry/pose.ts';
import { NO_CUES } from '../../core/liveness/cues.ts';
import { prepareMediapipe } from './task.ts';
import { type CreateTracker, growingTimestamps, largestOf, type TrackedFace } from './tracker.ts';

export const createDetector: CreateTracker = async ({ mediapipeUrl, model, mode }) => {
  const task = await FaceDetector.createFromOptions(await prepareMediapipe(mediapipeUrl), {
    baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
    runningMode: mode === 'video' ? 'VIDEO' : 'IMAGE',
  });
  const growing = growingTimestamps();
  return {
    kind: 'detector',
    find(image, timestampMs) {
      const { width, height } = image;
      const { detections } =
        mode === 'video' ? task.detectForVideo(image, growing(timestampMs)) : task.detect(image);
      return largestOf(detections.flatMap((detection) => toFace(detection, width, height)));
    },
    close() {
      task.close();
    },
  };
};

function toFace(detection: Detection, width: number, height: number): TrackedFace[] {
  if (!detection.boundingBox) return [];
  const keypoints = detection.keypoints.map(({ x, y }) => ({
    x: x * width,
    y: y * height,
  })) as unknown as FaceKeypoints;
  const { originX: x, originY: y, width: boxWidth, height: boxHeight } = detection.boundingBox;
  const landmarks = Float32Array.from(keypoints.flatMap((point) => [point.x, point.y]));
  return [
    {
      box: { x, y, width: boxWidth, height: boxHeight },
      confidence: detection.categories[0].score,
      points: pointsFromKeypoints(keypoints),
      landmarks,
      pose: poseFromKeypoints(keypoints),
      eyesOpen: null,
      liveness: { ...NO_CUES, shape: Array.from(landmarks) },
    },
  ];
}
