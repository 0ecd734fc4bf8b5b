/**
 * @file A tracker for one face that now and then looks whether others are near, which costs a sixth of looking for a
 * second face in every frame.
 */
import type { Tracker } from './tracker.ts';

/** At 25 frames a second a second person is noticed within a quarter of a second. */
const FRAMES_PER_LOOK = 6;

/** @param all - Finds every face of a frame; owned, and closed with the result. */
export function withCompanionCheck(one: Tracker, all: Tracker): Tracker {
  let frames = 0;
  let companions = 0;
  return {
    kind: one.kind,
    find(image, timestampMs) {
      if (frames % FRAMES_PER_LOOK === 0) {
        companions = Math.max(0, all.find(image, timestampMs).faceCount - 1);
      }
      frames += 1;
      const { face, faceCount } = one.find(image, timestampMs);
      return { face, faceCount: face ? faceCount + companions : 0 };
    },
    close() {
      one.close();
      all.close();
    },
  };
}
