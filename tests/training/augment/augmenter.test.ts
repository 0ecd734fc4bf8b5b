/** @file The augmenter as a whole: seeds, input left alone, every knob, the named recipes, and bad knobs. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import { alignPicture } from '../../../training/augment/align-picture.ts';
import { createAugmenter } from '../../../training/augment/augmenter.ts';
import { checkAugmentConfig } from '../../../training/augment/check-config.ts';
import * as recipes from '../../../training/augment/recipes.ts';
import type { AugmentConfig } from '../../../training/augment/types.ts';
import { sameBytes, samePicture, wavyPicture } from './face-picture.ts';

const ALWAYS: { readonly [Knob in keyof AugmentConfig]-?: NonNullable<AugmentConfig[Knob]> } = {
  cutout: { probability: 1, part: 'any' },
  blackout: { bitMask: 1 },
  crop: { probability: 1, area: [0.2, 0.8], aspect: [0.75, 1.33] },
  lowResolution: { probability: 1, scale: [0.2, 0.6] },
  jpeg: { probability: 1, quality: [20, 60] },
  noise: { probability: 1, variance: [10, 50] },
  blur: { probability: 1, kernelPx: [3, 7] },
  colour: {
    probability: 1,
    jitter: { brightness: 0.3, contrast: 0.3, saturation: 0.3, hueDeg: 20 },
    fancyPca: 0.1,
    hsv: { hueDeg: 40, saturation: 30, value: 20 },
  },
  gray: { probability: 1 },
  flip: { probability: 1 },
  view: { probability: 1, shift: 0.1, scale: 0.2, rotateDeg: 10 },
  misalign: { probability: 1, sigmaPx: [0.5, 2] },
};

const knobs = Object.keys(ALWAYS) as (keyof AugmentConfig)[];

describe('an augmenter', () => {
  it('changes nothing without knobs, and still gives a copy', async () => {
    const picture = wavyPicture();
    const same = await createAugmenter({})(picture, createRng(1));
    expect(samePicture(same, picture)).toBe(true);
    expect(same.data === picture.data).toBe(false);
  });

  it.each(knobs)('%s acts at probability 1 and leaves its input alone', async (knob) => {
    const picture = wavyPicture();
    const before = structuredClone(picture);
    const changed = await createAugmenter({ [knob]: ALWAYS[knob] })(picture, createRng(1));
    expect(samePicture(picture, before)).toBe(true);
    expect(sameBytes(alignPicture(changed, 64), alignPicture(before, 64))).toBe(false);
    expect(changed.data.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
  });

  it.each(knobs)('%s never acts at probability 0', async (knob) => {
    const off = { ...ALWAYS[knob], ...('probability' in ALWAYS[knob] ? { probability: 0 } : { bitMask: 0 }) };
    const picture = wavyPicture();
    for (let seed = 0; seed < 5; seed += 1) {
      const same = await createAugmenter({ [knob]: off })(picture, createRng(seed));
      expect(samePicture(same, picture)).toBe(true);
    }
  });

  it('repeats itself for a seed, also when pictures are worked on at the same time', async () => {
    const augment = createAugmenter(ALWAYS);
    const alone = await augment(wavyPicture(), createRng(8));
    const [first, other, again] = await Promise.all(
      [8, 9, 8].map((seed) => augment(wavyPicture(), createRng(seed))),
    );
    expect(samePicture(first, alone)).toBe(true);
    expect(samePicture(again, alone)).toBe(true);
    expect(sameBytes(other.data, alone.data)).toBe(false);
    expect(other.points).not.toEqual(alone.points);
  });

  it('acts as often as its probability says', async () => {
    const flip = createAugmenter({ flip: { probability: 0.3 } });
    const rng = createRng(5);
    const picture = wavyPicture();
    let flips = 0;
    for (let draw = 0; draw < 400; draw += 1) {
      if ((await flip(picture, rng)).points[0].x !== picture.points[0].x) flips += 1;
    }
    expect(Math.abs(flips / 400 - 0.3)).toBeLessThan(0.07);
  });

  it('works on a face without landmarks', async () => {
    const picture = { ...wavyPicture(), landmarks: null };
    const changed = await createAugmenter({ ...ALWAYS, blackout: { landmarks: 0.5, hull: 1 } })(
      picture,
      createRng(1),
    );
    expect(changed.landmarks).toBeNull();
  });
});

describe('the named recipes', () => {
  it.each(Object.entries(recipes))('%s is plain data that an augmenter takes', async (_, recipe) => {
    expect(JSON.parse(JSON.stringify(recipe))).toEqual(recipe);
    const augment = createAugmenter(recipe);
    const results = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((seed) => augment(wavyPicture(), createRng(seed))),
    );
    expect(results.some((picture) => picture.data.some((value, at) => value !== results[0].data[at]))).toBe(
      true,
    );
  });

  it('has the hardcore one be the other and its blackouts', () => {
    expect({ ...recipes.DFDC_HARDCORE, blackout: undefined }).toEqual({
      ...recipes.DFDC,
      blackout: undefined,
    });
  });
});

describe('bad knobs', () => {
  it.each([
    [{ flip: { probability: 1.5 } }, /flip\.probability: must be at most 1/],
    [{ colur: { probability: 1 } }, /colur: is not a knob/],
    [{ jpeg: { probability: 1, quality: [90, 60] } }, /jpeg\.quality: must have the lower bound first/],
    [{ jpeg: { probability: 1, quality: [0, 60] } }, /jpeg\.quality\.0: must be at least 1/],
    [{ jpeg: { probability: 1 } }, /jpeg\.quality: is missing/],
    [{ blur: { probability: 1, kernelPx: [3, 6] } }, /blur\.kernelPx: must be odd/],
    [{ cutout: { probability: 1, part: 'ear' } }, /cutout\.part: must be .*eyes/],
    [{ colour: { probability: 1 } }, /colour: must name at least one/],
    [{ noise: { probability: 1, variance: '10' } }, /noise\.variance: must be a list/],
    [{ flip: { probability: Number.NaN } }, /flip\.probability/],
    [{ lowResolution: { probability: 1, scale: [0, 1] } }, /lowResolution\.scale\.0: must be at least 0\.01/],
  ])('%j are refused by name', (config, message) => {
    expect(() => checkAugmentConfig(config)).toThrow(message);
    expect(() => checkAugmentConfig(config)).toThrow(RangeError);
  });
});
