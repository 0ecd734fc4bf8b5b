/** @file Checks augmentation knobs that may come from a file, and says in plain words what is wrong with them. */
import * as v from 'valibot';
import { RESAMPLE_KERNELS } from '../image/resample.ts';
import { CUTOUT_PARTS, type AugmentConfig } from './types.ts';

const between = (low: number, high: number) =>
  v.pipe(v.number(), v.minValue(low, `must be at least ${low}`), v.maxValue(high, `must be at most ${high}`));
const share = between(0, 1);
const range = (low: number, high: number) =>
  v.pipe(
    v.tuple([between(low, high), between(low, high)], 'must be a list of a lower and an upper bound'),
    v.check(([from, to]) => from <= to, 'must have the lower bound first'),
  );
const wholeRange = (low: number, high: number) =>
  v.pipe(
    range(low, high),
    v.check((bounds) => bounds.every(Number.isInteger), 'must be whole numbers'),
  );

/** Below this a crop or a small picture would have no pixels left. */
const LEAST_SHARE = 0.01;

const jitter = v.strictObject({
  brightness: v.optional(share),
  contrast: v.optional(share),
  saturation: v.optional(share),
  hueDeg: v.optional(between(0, 180)),
});
const hsv = v.strictObject({
  hueDeg: between(0, 180),
  saturation: between(0, 255),
  value: between(0, 255),
});
const colour = v.pipe(
  v.strictObject({
    probability: share,
    jitter: v.optional(jitter),
    fancyPca: v.optional(between(0, 10)),
    hsv: v.optional(hsv),
  }),
  v.check(
    (knobs) => [knobs.jitter, knobs.fancyPca, knobs.hsv].some((change) => change !== undefined),
    'must name at least one of jitter, fancyPca and hsv',
  ),
);
const blur = v.strictObject({
  probability: share,
  kernelPx: v.pipe(
    wholeRange(1, 99),
    v.check(([low, high]) => low % 2 === 1 && high % 2 === 1, 'must be odd numbers'),
  ),
});
const kernels = v.pipe(
  v.array(v.picklist(RESAMPLE_KERNELS)),
  v.minLength(1, 'must name at least one kernel; leave it out for all of them'),
);

const config = v.strictObject({
  cutout: v.optional(v.strictObject({ probability: share, part: v.picklist([...CUTOUT_PARTS, 'any']) })),
  blackout: v.optional(
    v.strictObject({
      landmarks: v.optional(share),
      hull: v.optional(share),
      halfFace: v.optional(share),
      bitMask: v.optional(share),
    }),
  ),
  crop: v.optional(
    v.strictObject({ probability: share, area: range(LEAST_SHARE, 1), aspect: range(0.1, 10) }),
  ),
  lowResolution: v.optional(
    v.strictObject({ probability: share, scale: range(LEAST_SHARE, 1), kernels: v.optional(kernels) }),
  ),
  jpeg: v.optional(
    v.strictObject({ probability: share, quality: wholeRange(1, 100), fullChroma: v.optional(share) }),
  ),
  noise: v.optional(v.strictObject({ probability: share, variance: range(0, 65025) })),
  blur: v.optional(blur),
  colour: v.optional(colour),
  gray: v.optional(v.strictObject({ probability: share })),
  flip: v.optional(v.strictObject({ probability: share })),
  view: v.optional(
    v.strictObject({
      probability: share,
      shift: share,
      scale: between(0, 0.99),
      rotateDeg: between(0, 180),
    }),
  ),
  misalign: v.optional(v.strictObject({ probability: share, sigmaPx: range(0, 56) })),
});

function describe(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? 'the whole';
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `${place}: is not a knob; remove it`;
  if (issue.received === 'undefined') return `${place}: is missing`;
  return issue.message.startsWith('Invalid ')
    ? `${place}: must be ${issue.expected ?? 'something else'}, not ${issue.received}`
    : `${place}: ${issue.message} (found ${issue.received})`;
}

/**
 * @param knobs - As a configuration gives them.
 * @returns The same knobs.
 * @throws RangeError naming every fault with its path.
 */
export function checkAugmentConfig(knobs: unknown): AugmentConfig {
  const result = v.safeParse(config, knobs);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `- ${describe(issue)}`);
  throw new RangeError(`The augmentation knobs cannot be used. Correct them:\n${faults.join('\n')}`);
}
