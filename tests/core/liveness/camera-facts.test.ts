import { describe, expect, it } from 'vitest';
import { areImpossible, type CameraFacts, isDrawn } from '../../../src/core/liveness/camera-facts.ts';

/** What Chromium tells of a webcam: it can scale down, so its smallest sizes are 1. */
const WEBCAM = {
  aspectRatio: { min: 0.000925, max: 1920 },
  deviceId: 'ab12',
  facingMode: [],
  frameRate: { min: 1, max: 30 },
  width: { min: 1, max: 1920 },
  height: { min: 1, max: 1080 },
  resizeMode: ['none', 'crop-and-scale'],
};

function facts(change: object, settings: object = { deviceId: 'ab12', frameRate: 30 }): CameraFacts {
  return {
    label: 'Webcam',
    capabilities: { ...WEBCAM, ...change },
    settings: settings as CameraFacts['settings'],
    unresponsive: null,
  };
}

describe('isDrawn', () => {
  it('sees that a label is the track’s own id, as Chromium has it for a canvas', () => {
    const id = 'FE0/EgoGuqYXX478p4B7FfvVAOrZFEoJvqtbIFLUUYPzi/eCQaC9Fmkj9bdHo5ioA1GBGRG1nb9nzIcJqgHEWw==';
    expect(isDrawn({ ...facts({}, { deviceId: id }), label: id })).toBe(true);
    expect(isDrawn(facts({}))).toBe(false);
    expect(isDrawn(facts({}, {}))).toBe(false);
  });
});

describe('areImpossible', () => {
  it('believes a webcam, a telephone’s front camera, and a browser that tells nothing', () => {
    expect(areImpossible(facts({}))).toBe(false);
    const front = { facingMode: ['user'], width: { min: 1, max: 4000 }, zoom: { min: 1, max: 8, step: 0.1 } };
    expect(areImpossible(facts(front))).toBe(false);
    expect(areImpossible({ ...facts({}), capabilities: null })).toBe(false);
    expect(areImpossible({ ...facts({}), capabilities: {} })).toBe(false);
  });

  it.each([
    ['a picture wider than any sensor', { width: { min: 1, max: 100_000 } }],
    ['a thousand pictures a second', { frameRate: { min: 0, max: 1_000 } }],
    ['both ways at once', { facingMode: ['user', 'environment'] }],
    ['a range inside out', { zoom: { min: 5, max: 1 } }],
    ['a range of no number', { frameRate: { min: 0, max: NaN } }],
    ['another device than its settings', { deviceId: 'cd34' }],
  ])('does not believe %s', (_, change) => {
    expect(areImpossible(facts(change))).toBe(true);
  });
});
