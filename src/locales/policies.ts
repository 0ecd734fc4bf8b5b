/** @file What each policy means for the people at the door, in one plain sentence. */
import { msg } from '@lit/localize';
import type { PolicyName } from '../core/decision/types.ts';

export interface PolicyText {
  readonly name: string;
  readonly meaning: string;
}

const POLICY_TEXTS: Readonly<Record<PolicyName, () => PolicyText>> = {
  convenience: () => ({
    name: msg('Convenience'),
    meaning: msg(
      'Quickest, and most forgiving; a stranger is let in by mistake more easily. For inner doors.',
    ),
  }),
  standard: () => ({
    name: msg('Standard'),
    meaning: msg('A balance of speed and care, right for most doors.'),
  }),
  strict: () => ({
    name: msg('Strict'),
    meaning: msg(
      'Takes the most care and more time; an enrolled person has to try again more often, and too many attempts shut the door for half an hour.',
    ),
  }),
};

export function policyText(name: PolicyName): PolicyText {
  return POLICY_TEXTS[name]();
}
