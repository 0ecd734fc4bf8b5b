/** @file Which head is chosen for a face. */
import { describe, expect, it } from 'vitest';
import { scaledTemplate } from '../../../src/core/align/template.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { PackedRecord } from '../../../training/data/types.ts';
import { createHeadChooser } from '../../../training/fakes/choose-head.ts';

function record(index: number, changes: Partial<PackedRecord>): PackedRecord {
  return {
    index,
    identity: index,
    group: index,
    clip: -1,
    isFake: false,
    split: 'train',
    pointsFrom: 'landmarker',
    points: scaledTemplate(160, { template: 'arcface-112', margin: 24 / 112 }),
    yawDeg: 0,
    ...changes,
  };
}

const face = record(0, { group: 7, yawDeg: 10 });
const choices = (records: readonly PackedRecord[], draws = 200): Set<number | null> => {
  const choose = createHeadChooser(records);
  const rng = createRng(3);
  return new Set(Array.from({ length: draws }, () => choose(face, rng)?.index ?? null));
};

describe('createHeadChooser', () => {
  it('draws every real head turned alike, of the same split and another group', () => {
    const records = [
      face,
      record(1, { yawDeg: 4 }),
      record(2, { yawDeg: 18 }),
      record(3, { yawDeg: 12 }),
      record(4, { yawDeg: 10, group: 7 }),
      record(5, { yawDeg: 10, split: 'test' }),
      record(6, { yawDeg: 10, isFake: true }),
      record(7, { yawDeg: 10, pointsFrom: 'given', group: 70 }),
      record(8, { yawDeg: null }),
      record(9, { yawDeg: -10 }),
    ];
    expect(choices(records)).toEqual(new Set([1, 2, 3]));
  });

  it('falls back to the nearest one, up to a limit', () => {
    expect(choices([face, record(1, { yawDeg: -9 }), record(2, { yawDeg: 22 })])).toEqual(new Set([2]));
    expect(choices([face, record(1, { yawDeg: -9 })])).toEqual(new Set([1]));
    expect(choices([face, record(1, { yawDeg: -11 }), record(2, { yawDeg: 31 })])).toEqual(new Set([null]));
  });

  it("finds the one stranger among many of the face's own group", () => {
    const own = Array.from({ length: 500 }, (_, at) => record(at + 1, { group: 7, yawDeg: 10 }));
    expect(choices([face, ...own, record(900, { yawDeg: 10.5 })], 20)).toEqual(new Set([900]));
    expect(choices([face, ...own], 3)).toEqual(new Set([null]));
  });

  it('has no head for a fake or for a face without landmarks', () => {
    const choose = createHeadChooser([record(1, {})]);
    expect(choose(record(2, {}), createRng(1))?.index).toBe(1);
    expect(choose(record(2, { isFake: true }), createRng(1))).toBeNull();
    expect(choose(record(2, { pointsFrom: 'detector', yawDeg: null }), createRng(1))).toBeNull();
    expect(choose(record(2, { split: 'validation' }), createRng(1))).toBeNull();
    const turned = [record(1, { yawDeg: 50 }), record(2, { yawDeg: 50 })];
    expect(createHeadChooser(turned)(turned[0], createRng(1))).toBeNull();
    expect(createHeadChooser(turned, { maxYawDeg: 60 })(turned[0], createRng(1))?.index).toBe(2);
  });
});
