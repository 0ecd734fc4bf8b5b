/**
 * @file Embedding distillation: a student learns a teacher's embeddings.
 *
 * `cosine`: 1 − cos(student, teacher). `squared`: mean over the dimensions of (student − target)². Standardise the
 * targets per dimension beforehand; otherwise the student stays at their mean.
 */
import type { Value } from '../graph/graph.ts';
import { reduceMean, square, sub } from '../graph/ops/index.ts';
import { expectSameShape } from '../graph/shape.ts';
import { cosine } from './distances.ts';
import { weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';

/** @param student - [N, D]. @param teacher - [N, D]. @param weights - [N]. */
export function distillationLoss(
  student: Value,
  teacher: Value,
  weights: Value,
  form: 'cosine' | 'squared',
): LossResult {
  expectSameShape('distillation', student.shape, teacher.shape);
  const similarity = cosine(student, teacher);
  const terms =
    form === 'cosine'
      ? sub(student.graph.scalar(1), similarity)
      : reduceMean(square(sub(student, teacher)), { axes: [1] });
  return { loss: weightedMean(terms, weights), metrics: { similarity: weightedMean(similarity, weights) } };
}
