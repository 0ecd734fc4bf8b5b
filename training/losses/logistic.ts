/** @file Binary cross-entropy on logits: log(1 + e^z) − y·z, which overflows nowhere. */
import type { Value } from '../graph/graph.ts';
import { mul, softplus, sub } from '../graph/ops/index.ts';

/** @param logits - [Q]. @param targets - [Q], each in [0, 1]. @returns [Q], not reduced. */
export function binaryCrossEntropy(logits: Value, targets: Value): Value {
  return sub(softplus(logits), mul(logits, targets));
}
