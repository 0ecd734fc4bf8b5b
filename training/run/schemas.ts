/** @file Checks what is read from a run's folder: it may be of another version, or edited by hand. */
import * as v from 'valibot';
import { PAIR_KINDS } from './events.ts';

/** Null stands for a figure that was not finite. */
const figure = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? NaN),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const common = { atMs: v.number(), step: count };

export const eventSchema = v.variant('type', [
  v.object({
    ...{ type: v.literal('step'), ...common, epoch: v.number() },
    ...{ loss: figure, gradientNorm: figure, learningRate: figure, imagesPerSecond: figure, starved: figure },
    metrics: v.record(v.string(), figure),
  }),
  v.object({
    ...{ type: v.literal('validation'), ...common, epoch: v.number() },
    ...{ accuracy: figure, eer: figure, eerReal: figure, eerFake: v.nullable(v.number()) },
    pairs: v.record(v.string(), count),
  }),
  v.object({ type: v.literal('checkpoint'), ...common, path: v.string() }),
  v.object({ type: v.picklist(['start', 'resume', 'alarm', 'stop']), ...common, message: v.string() }),
]);

export const historySchema = v.array(
  v.object({
    ...{ epoch: v.number(), batch_number: count, accuracy: figure, eer: figure },
    ...{ checkpoint_path: v.string(), step: count },
  }),
);

export const leaderboardSchema = v.array(
  v.object({
    ...{ step: count, epoch: v.number(), batch: count },
    ...{ accuracy: v.number(), eer: v.number(), path: v.string() },
  }),
);

export const validationSchema = v.object({
  step: count,
  similarities: v.record(v.string(), v.array(v.number())),
});

const pcaPoints = v.array(
  v.object({ x: v.number(), y: v.number(), person: v.number(), isFake: v.boolean() }),
);

export const pcaSchema = v.object({ before: pcaPoints, after: pcaPoints });

const image = v.object({ dataset: v.string(), index: count });

export const hardestSchema = v.array(
  v.object({ kind: v.picklist(PAIR_KINDS), similarity: v.number(), a: image, b: image }),
);

/** @returns The first thing that is wrong, in words: `similarity: Invalid type: …`. */
export function describeIssue(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `${path}: ${issue.message}`;
}
