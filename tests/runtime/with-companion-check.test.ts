/** @file How often a tracker of one face looks for others, and what it says of them. */
import { describe, expect, it } from 'vitest';
import type { FaceCounter } from '../../src/runtime/mediapipe/face-counter.ts';
import type { TrackedFace, Tracker } from '../../src/runtime/mediapipe/tracker.ts';
import { withCompanionCheck } from '../../src/runtime/mediapipe/with-companion-check.ts';

const FACE = {} as TrackedFace;
const IMAGE = {} as ImageData;

/** @param people - How many the counter sees at each look. */
function watch(people: readonly number[], face: TrackedFace | null = FACE) {
  const seen = { looks: 0, closed: 0 };
  const close = () => {
    seen.closed += 1;
  };
  const tracker: Tracker = { find: () => ({ face, faceCount: face ? 1 : 0 }), close };
  const counter: FaceCounter = { count: () => people[seen.looks++] ?? 0, close };
  const watched = withCompanionCheck(tracker, counter);
  return { seen, watched, show: () => watched.find(IMAGE, 0).faceCount };
}

describe('withCompanionCheck', () => {
  it('looks at the first and every sixth frame, and remembers in between', () => {
    const { seen, show } = watch([2, 1]);
    expect(Array.from({ length: 7 }, show)).toEqual([2, 2, 2, 2, 2, 2, 1]);
    expect(seen.looks).toBe(2);
  });

  it('counts the tracked face where the counter overlooks it, and nobody where none is tracked', () => {
    expect(watch([0]).show()).toBe(1);
    expect(watch([3], null).show()).toBe(0);
  });

  it('closes both', () => {
    const { seen, watched } = watch([]);
    watched.close();
    expect(seen.closed).toBe(2);
  });
});
