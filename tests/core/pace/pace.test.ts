/** @file How fast a device follows faces: what is measured, and when recognition passes over frames. */
import { describe, expect, it } from 'vitest';
import { followPace, NO_PACE, type PaceMeter, pausePace, slackOf } from '../../../src/core/pace/pace.ts';

/** Shows `count` frames, `gapMs` apart, of a camera with 30 pictures a second. */
function follow(meter: PaceMeter, count: number, gapMs: number, hasFace = true): PaceMeter {
  let next = meter;
  for (let at = 0; at < count; at += 1) {
    nowMs += gapMs;
    next = followPace(next, { atMs: nowMs, hasFace, pictures: Math.max(1, Math.round(gapMs / 33)) });
  }
  return next;
}
let nowMs = 0;

describe('followPace', () => {
  it('tells the gap between frames with a face, and says nothing before it knows', () => {
    expect(follow(NO_PACE, 4, 60).gapMs).toBeNull();
    expect(follow(NO_PACE, 20, 60)).toMatchObject({ gapMs: 60, stride: 1, settled: true });
  });

  it('does not take frames without a face or pauses for slowness', () => {
    const fast = follow(NO_PACE, 20, 50);
    expect(follow(follow(fast, 5, 400, false), 20, 50)).toMatchObject({ gapMs: 50, stride: 1 });
    const paused = pausePace(fast);
    nowMs += 60_000;
    expect(follow(paused, 20, 50)).toMatchObject({ gapMs: 50, stride: 1 });
  });

  it('passes over every second frame below ten a second, and then over two of three', () => {
    const twice = follow(NO_PACE, 9, 150);
    expect(twice).toMatchObject({ stride: 2, settled: false });
    expect(follow(twice, 20, 80)).toMatchObject({ stride: 2, settled: true, gapMs: 80 });
    const thrice = follow(follow(twice, 9, 140), 20, 130);
    expect(thrice).toMatchObject({ stride: 3, settled: true, gapMs: 130 });
  });

  it('gives nothing up for a camera that is slow itself', () => {
    let meter = NO_PACE;
    for (let at = 1; at <= 30; at += 1) {
      meter = followPace(meter, { atMs: at * 200, hasFace: true, pictures: 1 });
    }
    expect(meter).toMatchObject({ stride: 1, settled: true, gapMs: 200, cameraGapMs: 200 });
  });

  it('notices a tablet that throttles after ten minutes, and one that has cooled down', () => {
    const warm = follow(follow(NO_PACE, 10_000, 60), 40, 160);
    expect(warm.stride).toBe(3);
    expect(follow(warm, 100, 40).stride).toBe(3);
    expect(follow(warm, 4_000, 40).stride).toBe(1);
  });

  it('keeps what it measured while it measures anew', () => {
    const twice = follow(NO_PACE, 9, 150);
    expect(follow(twice, 1, 80).gapMs).toBe(150);
  });
});

describe('slackOf', () => {
  it('is nothing for a usual device, and what is beyond that for a slow one', () => {
    expect([
      slackOf(null),
      slackOf({ gapMs: null }),
      slackOf({ gapMs: 83 }),
      slackOf({ gapMs: 250 }),
    ]).toEqual([0, 0, 0, 150]);
  });
});
