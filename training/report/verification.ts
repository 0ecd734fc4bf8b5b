/** @file From the similarities of a validation to curves and operating points: what the ROC and the DET chart show. */
import { equalErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import type { EqualErrorRate } from '../../src/core/metrics/equal-error-rate.ts';
import { fmrAt, fnmrAt } from '../../src/core/metrics/error-rates.ts';
import { impostorPairsNeeded, operatingPoints } from '../../src/core/metrics/operating-points.ts';
import { areaUnderCurve, rocCurve } from '../../src/core/metrics/roc.ts';
import type { OperatingPoint } from '../../src/core/manifest/types.ts';
import { PAIR_KINDS } from '../run/events.ts';
import type { PairKind, ValidationFile } from '../run/events.ts';

type ImpostorKind = Exclude<PairKind, 'genuine'>;

/** Error rates at one threshold. */
export interface CurvePoint {
  readonly fmr: number;
  readonly fnmr: number;
}

/** Genuine pairs against the pairs of one kind. */
export interface VerificationCurve {
  readonly kind: ImpostorKind;
  readonly pairs: number;
  /** By rising FMR. */
  readonly points: readonly CurvePoint[];
  /** EER-B. */
  readonly eer: EqualErrorRate;
  /** Area under the ROC, [0, 1]. */
  readonly area: number;
  /** Where the thresholds of {@link Verification.operatingPoints} lie on this curve, in the same order. */
  readonly marked: readonly CurvePoint[];
}

export interface Verification {
  readonly genuinePairs: number;
  /** One for each kind that has pairs. */
  readonly curves: readonly VerificationCurve[];
  /** Set on real pairs, genuine against other people; empty without enough of them. */
  readonly operatingPoints: readonly OperatingPoint[];
}

/**
 * @returns Null without genuine pairs or without any others.
 * @throws RangeError for similarities that are not finite.
 */
export function verificationOf({ similarities }: ValidationFile): Verification | null {
  const pairsOf = (kind: PairKind): readonly number[] => similarities[kind] ?? [];
  const genuine = pairsOf('genuine');
  const kinds = PAIR_KINDS.filter(
    (kind): kind is ImpostorKind => kind !== 'genuine' && pairsOf(kind).length > 0,
  );
  if (genuine.length === 0 || kinds.length === 0) return null;
  const strangers = pairsOf('other-person');
  const marks = strangers.length >= impostorPairsNeeded(1e-2) ? operatingPoints(genuine, strangers) : [];

  const curves = kinds.map((kind): VerificationCurve => {
    const impostor = pairsOf(kind);
    const roc = rocCurve(genuine, impostor);
    return {
      kind,
      pairs: impostor.length,
      points: roc.points.map(({ trueMatches, falseMatches }) => ({
        fmr: falseMatches / impostor.length,
        fnmr: 1 - trueMatches / genuine.length,
      })),
      eer: equalErrorRates(genuine, impostor).eerB,
      area: areaUnderCurve(roc),
      marked: marks.map(({ threshold }) => ({
        fmr: fmrAt(impostor, threshold),
        fnmr: fnmrAt(genuine, threshold),
      })),
    };
  });
  return { genuinePairs: genuine.length, curves, operatingPoints: marks };
}
