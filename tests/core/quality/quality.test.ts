import { describe, expect, it } from 'vitest';
import { GOOD_QUALITY } from '../../../simulator/builders.ts';
import type { QualityMeasures } from '../../../src/core/observation.ts';
import { assessQuality } from '../../../src/core/quality/assess.ts';
import { QUALITY_LIMITS, type QualityPurpose } from '../../../src/core/quality/limits.ts';
import { POSE_TARGETS, reachesPose, type PoseTargetName } from '../../../src/core/quality/pose-target.ts';
import type { HintCode } from '../../../src/core/quality/types.ts';

type Measure = keyof QualityMeasures;
const hintsOf = (measures: Partial<QualityMeasures>, purpose: QualityPurpose = 'check'): HintCode[] =>
  assessQuality({ ...GOOD_QUALITY, ...measures }, purpose).failures.map(({ hint }) => hint);

describe('the limits', () => {
  it('are stricter for enrolment, hold the ideal, and lie in the range', () => {
    for (const [measure, limit] of Object.entries(QUALITY_LIMITS)) {
      for (const [inner, outer] of [
        [limit.ideal, limit.enrolment],
        [limit.enrolment, limit.check],
        [limit.check, limit.range],
      ]) {
        expect(inner.min, measure).toBeGreaterThanOrEqual(outer.min);
        expect(inner.max, measure).toBeLessThanOrEqual(outer.max);
        expect(inner.min, measure).toBeLessThanOrEqual(inner.max);
      }
      expect(limit.unit).not.toBe('');
      expect(limit.source).not.toBe('');
    }
    expect(Object.keys(QUALITY_LIMITS).sort()).toEqual(Object.keys(GOOD_QUALITY).sort());
  });
});

describe('assessQuality', () => {
  it('passes a good frame for both purposes', () => {
    for (const purpose of ['check', 'enrolment'] as const) {
      const report = assessQuality(GOOD_QUALITY, purpose);
      expect(report.ok).toBe(true);
      expect(report.failures).toEqual([]);
      expect(report.overall).toBe(1);
    }
  });

  it.each<[Measure, number, HintCode]>([
    ['faceCount', 2, 'onePersonOnly'],
    ['faceSizePx', 70, 'moveCloser'],
    ['faceSizePx', 470, 'moveBack'],
    ['interocularPx', 20, 'moveCloser'],
    ['centring', 0.7, 'moveToCentre'],
    ['yawDeg', 40, 'turnToCamera'],
    ['yawDeg', -40, 'turnToCamera'],
    ['pitchDeg', -35, 'raiseChin'],
    ['pitchDeg', 35, 'lowerChin'],
    ['rollDeg', 40, 'straightenHead'],
    ['rollDeg', -40, 'straightenHead'],
    ['exposure', 12, 'tooDark'],
    ['exposure', 240, 'tooBright'],
    ['clipping', 0.5, 'unevenLight'],
    ['contrast', 2, 'tooDark'],
    ['contrast', 100, 'unevenLight'],
    ['sharpness', 5, 'holdStill'],
    ['eyesOpen', 0.1, 'openEyes'],
  ])('%s = %d fails alone with %s', (measure, value, hint) => {
    for (const purpose of ['check', 'enrolment'] as const) {
      const report = assessQuality({ ...GOOD_QUALITY, [measure]: value }, purpose);
      expect(report.ok).toBe(false);
      expect(report.failures).toEqual([{ measure, value, hint }]);
      expect(report.overall).toBeLessThan(0.97);
    }
  });

  it('asks for the face when there is none', () => {
    const expected = {
      ok: false,
      failures: [{ measure: 'faceCount', value: 0, hint: 'stepIntoView' }],
      overall: 0,
    };
    expect(assessQuality(null, 'check')).toEqual(expected);
    expect(assessQuality({ ...GOOD_QUALITY, faceCount: 0 }, 'enrolment')).toEqual(expected);
  });

  it('names the most important failure first', () => {
    const all = hintsOf({
      faceCount: 3,
      faceSizePx: 60,
      centring: 0.8,
      yawDeg: 50,
      exposure: 10,
      sharpness: 1,
      eyesOpen: 0,
    });
    expect(all).toEqual([
      'onePersonOnly',
      'moveCloser',
      'moveToCentre',
      'turnToCamera',
      'tooDark',
      'holdStill',
      'openEyes',
    ]);
  });

  it('fails a measure that is not a number', () => {
    for (const measure of Object.keys(QUALITY_LIMITS) as Measure[]) {
      if (measure === 'faceCount') continue;
      const report = assessQuality({ ...GOOD_QUALITY, [measure]: NaN }, 'check');
      expect(report.failures.map((failure) => failure.measure)).toEqual([measure]);
      expect(report.overall).toBe(0);
    }
    expect(assessQuality({ ...GOOD_QUALITY, faceCount: NaN }, 'check').ok).toBe(false);
  });

  it('lets a frame pass the check that is not good enough for a template', () => {
    expect(hintsOf({ yawDeg: 20, sharpness: 30 }, 'check')).toEqual([]);
    expect(hintsOf({ yawDeg: 20, sharpness: 30 }, 'enrolment')).toEqual(['turnToCamera', 'holdStill']);
  });

  it('rates a better frame higher, also among frames that fail', () => {
    const overall = (measures: Partial<QualityMeasures>): number =>
      assessQuality({ ...GOOD_QUALITY, ...measures }, 'enrolment').overall;
    expect(overall({ sharpness: 150 })).toBeLessThan(overall({}));
    expect(overall({ sharpness: 60 })).toBeLessThan(overall({ sharpness: 150 }));
    expect(overall({ yawDeg: 30 })).toBeLessThan(overall({ yawDeg: 12 }));
    expect(overall({ exposure: 5 })).toBeLessThan(overall({ exposure: 20 }));
    expect(overall({ exposure: 5 })).toBeGreaterThan(0);
  });

  it('lets the largest allowed face grow with the frame', () => {
    const near = { ...GOOD_QUALITY, faceSizePx: 700 };
    expect(assessQuality(near, 'check').ok).toBe(false);
    expect(assessQuality(near, 'check', { frame: { widthPx: 640, heightPx: 480 } }).ok).toBe(false);
    expect(assessQuality(near, 'check', { frame: { widthPx: 1080, heightPx: 1920 } }).ok).toBe(true);
    expect(assessQuality(near, 'check', { frame: { widthPx: 320, heightPx: 240 } }).ok).toBe(false);
  });
});

describe('poses', () => {
  const POSES: Record<PoseTargetName, { yawDeg: number; pitchDeg: number; rollDeg: number }> = {
    frontal: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
    left: { yawDeg: 18, pitchDeg: 0, rollDeg: 0 },
    right: { yawDeg: -18, pitchDeg: 0, rollDeg: 0 },
    up: { yawDeg: 0, pitchDeg: 16, rollDeg: 0 },
    down: { yawDeg: 0, pitchDeg: -16, rollDeg: 0 },
  };
  const names = Object.keys(POSES) as PoseTargetName[];

  it('each reach their own target and no other', () => {
    for (const pose of names) {
      for (const target of names) expect(reachesPose(POSES[pose], target)).toBe(pose === target);
    }
  });

  it('count from the baseline where there is one', () => {
    const lowered = { yawDeg: 0, pitchDeg: -12, rollDeg: 0 };
    expect(reachesPose({ ...lowered, pitchDeg: 2 }, 'up', lowered)).toBe(true);
    expect(reachesPose(lowered, 'frontal', lowered)).toBe(true);
    expect(reachesPose({ ...lowered, pitchDeg: -14 }, 'down', lowered)).toBe(false);
  });

  it('refuse what is not a number', () => {
    expect(reachesPose({ yawDeg: NaN, pitchDeg: 0, rollDeg: 0 }, 'frontal')).toBe(false);
  });

  it('replace the ordinary limits in the assessment', () => {
    for (const target of names) {
      const report = assessQuality({ ...GOOD_QUALITY, ...POSES[target] }, 'enrolment', {
        expectedPose: target,
      });
      expect(report.ok).toBe(true);
    }
    const hints = (pitchDeg: number, expectedPose: PoseTargetName): HintCode[] =>
      assessQuality({ ...GOOD_QUALITY, pitchDeg }, 'enrolment', { expectedPose }).failures.map(
        ({ hint }) => hint,
      );
    expect(hints(3, 'up')).toEqual(['raiseChin']);
    expect(hints(35, 'up')).toEqual(['lowerChin']);
    expect(hints(-3, 'down')).toEqual(['lowerChin']);
    expect(assessQuality(GOOD_QUALITY, 'enrolment', { expectedPose: 'left' }).failures[0].hint).toBe(
      'turnToCamera',
    );
  });

  it('are best in the middle of the target', () => {
    const overall = (yawDeg: number): number =>
      assessQuality({ ...GOOD_QUALITY, yawDeg }, 'enrolment', { expectedPose: 'left' }).overall;
    const { min, max } = POSE_TARGETS.left.yawDeg;
    expect(overall((min + max) / 2)).toBeGreaterThan(overall(max));
    expect(overall(max)).toBeGreaterThan(overall(max + 10));
  });

  it('can be left out, but not roll', () => {
    const turned = { ...GOOD_QUALITY, yawDeg: 50, pitchDeg: 50 };
    expect(assessQuality(turned, 'check', { ignorePose: true }).ok).toBe(true);
    expect(assessQuality({ ...turned, rollDeg: 50 }, 'check', { ignorePose: true }).ok).toBe(false);
  });
});
