import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../scripts/lib/kiosk/attempts.ts';
import { describeAttempts } from '../../../scripts/lib/check/describe.ts';

const GRANTED: Attempt = {
  outcome: 'granted',
  reason: 'matched',
  challengeFailure: null,
  subjectName: 'Ada',
  fromFirstFaceMs: 640,
};
const DENIED: Attempt = {
  outcome: 'denied',
  reason: 'unknownSubject',
  challengeFailure: null,
  subjectName: null,
  fromFirstFaceMs: 2_100,
};
const NO_FACE: Attempt = {
  outcome: 'none',
  reason: 'noFaceFound',
  challengeFailure: null,
  subjectName: null,
  fromFirstFaceMs: null,
};

describe('describeAttempts', () => {
  it('prints one line per attempt and how many were granted', () => {
    expect(describeAttempts([GRANTED, DENIED], 30_000)).toEqual([
      '#  verdict  subject  reason          ms from first face',
      '1  granted  Ada      matched                        640',
      '2  denied   –        unknownSubject                2100',
      '',
      '1 of 2 granted.',
    ]);
  });

  it('says so when no attempt found a face, and only then', () => {
    expect(describeAttempts([NO_FACE, NO_FACE], 30_000).at(-1)).toBe(
      'No face was ever found in the clip, 30 s for each attempt.',
    );
    expect(describeAttempts([NO_FACE, GRANTED], 30_000).at(-1)).toBe('1 of 2 granted.');
  });
});
