import { describe, expect, it } from 'vitest';
import {
  CAPTURE_DEFAULTS,
  advance,
  createCapture,
  resultOf,
  viewOf,
} from '../../../src/core/enrolment/capture.ts';
import type { Capture } from '../../../src/core/enrolment/capture.ts';
import type { CaptureConfig, CaptureView } from '../../../src/core/enrolment/types.ts';
import { PERSON, STRANGER, TURNED, observe } from './observations.ts';
import type { Given } from './observations.ts';

const CONFIG: CaptureConfig = { ...CAPTURE_DEFAULTS, continuitySimilarity: 0.4 };
const FRAME_MS = 100;

/** Feeds observations at ten frames a second and keeps the views. */
class Session {
  capture: Capture;
  nowMs = 5_000;
  sequence = 0;

  constructor(config: Partial<CaptureConfig> = {}) {
    this.capture = createCapture({ ...CONFIG, ...config });
  }

  get view(): CaptureView {
    return viewOf(this.capture);
  }

  feed(given: Given = {}, frames = 1): CaptureView {
    for (let frame = 0; frame < frames; frame += 1) {
      this.nowMs += FRAME_MS;
      this.sequence += 1;
      this.capture = advance(this.capture, observe(this.nowMs, this.sequence, given)).capture;
    }
    return this.view;
  }

  /** Feeds until the pose is no longer `pose` or so many frames have passed. */
  passFrontal(): CaptureView {
    while (this.view.pose === 'frontal') this.feed();
    return this.view;
  }
}

const statuses = (view: CaptureView) => view.poses.map(({ status }) => status);

describe('the guided capture', () => {
  it('asks for frontal, left, right, up and down, and completes', () => {
    const session = new Session();
    expect(session.feed().pose).toBe('frontal');
    expect(session.passFrontal().pose).toBe('left');
    expect(session.feed(TURNED.left, 3).pose).toBe('right');
    expect(session.feed(TURNED.right, 3).pose).toBe('up');
    expect(session.feed(TURNED.up, 3).pose).toBe('down');
    const view = session.feed(TURNED.down, 3);
    expect(view.phase).toBe('complete');
    expect(view.pose).toBeNull();
    expect(statuses(view)).toEqual(['done', 'done', 'done', 'done', 'done']);
    const result = resultOf(session.capture);
    expect(result?.skipped).toEqual([]);
    expect(result?.goodFrames).toBe(21 + 4 * 3);
    expect(result?.candidates.map(({ poseName }) => poseName)).toEqual([
      ...Array<string>(CONFIG.keptFrontal).fill('frontal'),
      ...['left', 'left', 'right', 'right', 'up', 'up', 'down', 'down'],
    ]);
  });

  it('does not change the capture that it is given', () => {
    const before = createCapture(CONFIG);
    const copy = structuredClone(before);
    advance(before, observe(1, 1));
    expect(before).toEqual(copy);
  });

  it('goes on with frontal until eight good frames span two seconds', () => {
    const slow = new Session();
    // 20 frames at 100 ms span 1.9 s: enough frames, too short.
    expect(slow.feed({}, 20).pose).toBe('frontal');
    expect(slow.view.poses[0].fraction).toBeCloseTo(0.95);
    expect(slow.feed().pose).toBe('left');

    const sparse = new Session();
    // A good frame in every five: 2.5 s long after six of them, but too few.
    for (let good = 0; good < 7; good += 1) {
      sparse.feed();
      sparse.feed({ quality: { sharpness: 5 } }, 4);
    }
    expect(sparse.view.pose).toBe('frontal');
    expect(sparse.view.poses[0].fraction).toBeCloseTo(7 / 8);
    expect(sparse.feed().pose).toBe('left');
  });

  it('skips a pose that is not reached in four seconds, and keeps what a pose got by then', () => {
    const session = new Session();
    session.passFrontal();
    expect(session.feed({}, 39).pose).toBe('left');
    expect(session.feed().pose).toBe('right');
    session.feed(TURNED.right, 1);
    expect(session.view.poses[2]).toEqual({ pose: 'right', status: 'active', fraction: 1 / 3 });
    expect(session.feed({}, 39).pose).toBe('up');
    session.feed({}, 80);
    expect(session.view.phase).toBe('complete');
    expect(statuses(session.view)).toEqual(['done', 'skipped', 'done', 'skipped', 'skipped']);
    expect(resultOf(session.capture)?.skipped).toEqual(['left', 'up', 'down']);
  });

  it('yields nothing before it is complete', () => {
    const session = new Session();
    session.passFrontal();
    expect(resultOf(session.capture)).toBeNull();
  });

  it('counts poses from how the subject looks straight ahead', () => {
    const session = new Session();
    // A camera above the screen: everybody looks 8 degrees down.
    while (session.view.pose === 'frontal' || session.sequence === 0)
      session.feed({ pose: { pitchDeg: -8 } });
    session.feed({ pose: { yawDeg: 20, pitchDeg: -8 } }, 3);
    session.feed({ pose: { yawDeg: -20, pitchDeg: -8 } }, 3);
    expect(session.view.pose).toBe('up');
    // From −8, raising to +4 is the 12 degrees that `up` asks for; without the baseline it would be too little.
    expect(session.feed({ pose: { pitchDeg: 4 } }, 3).pose).toBe('down');
    // −12 is only 4 degrees below straight ahead.
    expect(session.feed({ pose: { pitchDeg: -12 } }, 3).pose).toBe('down');
    expect(session.feed({ pose: { pitchDeg: -22 } }, 3).phase).toBe('complete');
  });
});

describe('the choice of frames', () => {
  it('takes the best by quality, not the first, and no more than it may keep', () => {
    const session = new Session({ keptFrontal: 2, keptPerPose: 1 });
    const dull = new Float32Array([0.8, 0, 0.6, 0]);
    const fine = new Float32Array([0.8, 0, 0, 0.6]);
    session.feed({ embedding: dull, quality: { sharpness: 80 } }, 10);
    session.feed({ embedding: fine, quality: { sharpness: 600 } }, 3);
    session.feed({ embedding: dull, quality: { sharpness: 90 } }, 20);
    session.feed(TURNED.left, 3);
    while (session.view.phase === 'capturing') session.feed();
    const { candidates = [] } = resultOf(session.capture) ?? {};
    expect(
      candidates.filter(({ poseName }) => poseName === 'frontal').map(({ embedding }) => embedding),
    ).toEqual([fine, fine]);
    expect(candidates.filter(({ poseName }) => poseName === 'left')).toHaveLength(1);
  });

  it.each<[string, Given]>([
    ['two faces', { faceCount: 2 }],
    ['a blurred face', { quality: { sharpness: 5 } }],
    ['a face without embedding', { embedding: null }],
    ['no face', { faceCount: 0 }],
    ['a turned head while frontal is asked for', TURNED.left],
  ])('refuses %s', (_, given) => {
    const session = new Session({ faceAwayMs: 60_000 });
    session.feed(given, 50);
    expect(session.view.pose).toBe('frontal');
    expect(session.view.poses[0].fraction).toBe(0);
  });

  it('believes the observation when it counts more faces than the measures', () => {
    const session = new Session();
    const one = observe(6_000, 1);
    const { capture } = advance(session.capture, { ...one, faceCount: 2 });
    expect(capture.steps[0].goodFrames).toBe(0);
  });
});

describe('hints', () => {
  it('shows a hint once it has lasted, and takes it away when it is mended', () => {
    const session = new Session();
    session.feed();
    expect(session.feed({ quality: { exposure: 10 } }, 3).hint).toBeNull();
    expect(session.feed({ quality: { exposure: 10 } }).hint).toBe('tooDark');
    expect(session.feed({}, 3).hint).toBe('tooDark');
    expect(session.feed().hint).toBeNull();
  });

  it('does not show a hint that flickers', () => {
    const session = new Session();
    for (let turn = 0; turn < 10; turn += 1) {
      session.feed();
      expect(session.feed({ faceCount: 2 }).hint).toBeNull();
    }
  });

  it('lets the instruction stand while a turned pose is not reached, but not while it is dark', () => {
    const session = new Session();
    session.passFrontal();
    expect(session.feed({}, 10).hint).toBeNull();
    expect(session.feed({ quality: { exposure: 10 } }, 4).hint).toBe('tooDark');
  });

  it('tells who does not look straight ahead to do so', () => {
    expect(new Session().feed(TURNED.left, 5).hint).toBe('turnToCamera');
  });
});

describe('continuity', () => {
  it('refuses single frames of another face and starts anew after three in a row', () => {
    const session = new Session();
    session.feed({}, 10);
    session.feed({ embedding: STRANGER }, 2);
    expect(session.view.restart).toBeNull();
    const before = session.view.poses[0].fraction;
    session.feed();
    expect(session.view.poses[0].fraction).toBeGreaterThanOrEqual(before);
    session.feed({ embedding: STRANGER }, 3);
    expect(session.view.restart).toBe('anotherFace');
    expect(session.view.pose).toBe('frontal');
    expect(session.view.poses[0].fraction).toBe(0);
  });

  it('never mixes two people in one result', () => {
    const session = new Session();
    session.passFrontal();
    session.feed({ ...TURNED.left, embedding: STRANGER }, 2);
    session.feed({ ...TURNED.left, embedding: PERSON }, 3);
    session.feed({ embedding: STRANGER }, 3);
    expect(session.view.restart).toBe('anotherFace');
    for (let frame = 0; frame < 300 && session.view.phase === 'capturing'; frame += 1) {
      session.feed({ embedding: STRANGER });
    }
    const { candidates = [] } = resultOf(session.capture) ?? {};
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates.every(({ embedding }) => embedding === STRANGER)).toBe(true);
  });

  it('notices another person who does not turn the head as asked', () => {
    const session = new Session();
    session.passFrontal();
    expect(session.feed({ embedding: STRANGER }, 3).restart).toBe('anotherFace');
  });

  it('starts anew when the face was away for too long', () => {
    const session = new Session();
    session.feed({}, 10);
    session.feed({ faceCount: 0 }, 15);
    expect(session.view.restart).toBeNull();
    expect(session.feed({ faceCount: 0 }).restart).toBe('faceAway');
  });

  it('does not count a time without any observation', () => {
    const session = new Session();
    session.feed({}, 10);
    session.nowMs += 120_000;
    expect(session.feed()).toMatchObject({ phase: 'capturing', restart: null });
    session.passFrontal();
    session.feed({}, 20);
    session.nowMs += 10_000;
    // 2.1 s of the four seconds have passed, not 12.1 s.
    expect(session.feed().pose).toBe('left');
  });

  it.each<[string, Given]>([
    ['the source', { source: 'file' }],
    ['the numbering', { sequence: 1 }],
  ])('starts anew when %s is another', (_, given) => {
    const session = new Session();
    session.feed({}, 10);
    const view = session.feed(given);
    expect(view.restart).toBe('sourceChanged');
    // The frame itself is the first of the new capture.
    expect(session.capture.steps[0].goodFrames).toBe(1);
  });

  it('shows the reason of a restart for three seconds', () => {
    const session = new Session();
    session.feed({}, 10);
    session.feed({ source: 'file' });
    expect(session.feed({ source: 'file' }, 29).restart).toBe('sourceChanged');
    expect(session.feed({ source: 'file' }).restart).toBeNull();
  });

  it('says nothing of a restart when there was nothing to lose', () => {
    const session = new Session();
    session.feed({ faceCount: 0 }, 50);
    expect(session.view.restart).toBeNull();
  });

  it('ignores an observation that is not newer than the last', () => {
    const session = new Session();
    session.feed({}, 5);
    const { capture } = advance(session.capture, observe(session.nowMs, 99, { source: 'file' }));
    expect(capture).toBe(session.capture);
  });
});

describe('giving up', () => {
  it('fails after a minute with what stood in the way of most frames', () => {
    const session = new Session();
    session.feed({ faceCount: 0 }, 100);
    session.feed({ quality: { exposure: 10 } }, 499);
    expect(session.view.phase).toBe('capturing');
    session.feed({ quality: { exposure: 10 } }, 2);
    expect(session.view).toMatchObject({
      phase: 'failed',
      pose: null,
      hint: null,
      failure: { reason: 'timedOut', mostOften: 'tooDark' },
    });
    expect(resultOf(session.capture)).toBeNull();
  });

  it('names no hint when nothing was wrong but the embeddings never came', () => {
    const session = new Session();
    session.feed({ embedding: null }, 602);
    expect(session.view.failure).toEqual({ reason: 'timedOut', mostOften: null });
  });

  it('counts the minute through restarts', () => {
    const session = new Session();
    for (let turn = 0; turn < 61; turn += 1) session.feed({ source: turn % 2 ? 'file' : 'camera' }, 10);
    expect(session.view.phase).toBe('failed');
  });

  it('completes with what there is when the frontal frames suffice', () => {
    const session = new Session({ timeoutMs: 5_000 });
    session.feed({ faceCount: 0 }, 10);
    session.passFrontal();
    session.feed({}, 30);
    expect(statuses(session.view)).toEqual(['done', 'skipped', 'skipped', 'skipped', 'skipped']);
    expect(session.view.phase).toBe('complete');
    expect(resultOf(session.capture)?.goodFrames).toBeGreaterThanOrEqual(8);
  });

  it('changes no more after the end', () => {
    const session = new Session({ timeoutMs: 1_000 });
    session.feed({ faceCount: 0 }, 20);
    const ended = session.capture;
    session.feed({}, 20);
    expect(session.capture).toBe(ended);
  });
});
