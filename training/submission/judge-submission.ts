/**
 * @file Joins a submission with the truth by pair id and measures it. System 0 takes lines in their order
 * (docs/sources.md #11).
 */
import { equalErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import type { EqualErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import { areaUnderCurve, rocCurve } from '../../src/core/metrics/roc.ts';
import { readIdColumn } from './submission-file.ts';
import { someOf } from '../csv.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface SubmissionResult extends EqualErrorRates {
  readonly auc: number;
}

/**
 * @param truth - CSV with `pair_id` and `label`, 1 for a pair that must match, 0 for any other.
 * @param submission - CSV with `pair_id` and `similarity`.
 * @param parity - Drop points on straight lines of the curve, as scikit-learn does (docs/sources.md #15).
 * @throws Error naming ids that are missing on either side or come twice, and faulty lines.
 */
export function judgeSubmission(truth: TextFile, submission: TextFile, parity = false): SubmissionResult {
  const labels = readIdColumn(truth.text, truth.path, 'label');
  const similarities = readIdColumn(submission.text, submission.path, 'similarity');
  refuseMissing(labels, similarities, submission.path);
  refuseMissing(similarities, labels, truth.path);
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const [id, label] of labels) {
    if (label !== 0 && label !== 1) {
      throw new Error(`${truth.path}: the label of ${id} is ${label}; it must be 1 (match) or 0.`);
    }
    (label === 1 ? genuine : impostor).push(similarities.get(id) ?? NaN);
  }
  return {
    ...equalErrorRates(genuine, impostor, { parity }),
    auc: areaUnderCurve(rocCurve(genuine, impostor)),
  };
}

function refuseMissing(
  wanted: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
  path: string,
): void {
  const missing = [...wanted.keys()].filter((id) => !found.has(id));
  if (missing.length > 0) throw new Error(`${path} has no line for ${someOf(missing).join(', ')}.`);
}
