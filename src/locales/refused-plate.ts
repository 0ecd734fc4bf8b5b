/**
 * @file The word under a face that was refused. It says what the verdict's words say, and not more: the same of a face
 * that the kiosk knows as of a stranger's.
 */
import { msg } from '@lit/localize';
import type { ReasonCode, Verdict } from '../core/decision/types.ts';
import { challengeFailureName } from './challenges.ts';

const REASONS: Readonly<Partial<Record<ReasonCode, () => string>>> = {
  unknownSubject: () => msg('Not recognised'),
  notTheClaimedSubject: () => msg('No match'),
  ambiguous: () => msg('Not certain'),
  fakeSuspected: () => msg('Not confirmed'),
  livenessFailed: () => msg('Not confirmed'),
  livenessSignalMissing: () => msg('Not confirmed'),
  qualityTooLow: () => msg('Not clear enough'),
  severalFaces: () => msg('Several people'),
  faceLost: () => msg('Out of sight'),
};

/** @param verdict - A refusal. */
export function refusedPlate({
  told,
  reason,
  challengeFailure,
}: Pick<Verdict, 'told' | 'reason' | 'challengeFailure'>): string {
  if (challengeFailure !== null) return challengeFailureName(challengeFailure);
  return (REASONS[told ?? reason] ?? noEntry)();
}

/** Whoever it is: the door's words say why. */
function noEntry(): string {
  return msg('No entry now');
}
