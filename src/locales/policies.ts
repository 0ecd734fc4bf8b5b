/** @file What each policy means for the people at the door, in one plain sentence. */
import { msg } from '@lit/localize';
import type { PolicyName } from '../core/decision/policies.ts';

export interface PolicyText {
  readonly name: string;
  readonly meaning: string;
}

const POLICY_TEXTS: Readonly<Record<PolicyName, () => PolicyText>> = {
  convenience: () => ({
    name: msg('Convenience'),
    meaning: msg(
      'Quickest, and most forgiving. Nothing is asked of people, so a good photograph or video of somebody enrolled may get in. For inner doors.',
    ),
  }),
  standard: () => ({
    name: msg('Standard'),
    meaning: msg(
      'Asks for two movements in a row, about five seconds. Resists flat photographs and recorded videos. Does not resist bent photographs, masks, or video that is controlled live.',
    ),
  }),
  strict: () => ({
    name: msg('Strict'),
    meaning: msg(
      'Asks for four movements and lights the face with the screen, about sixteen seconds. Also resists live-controlled video that does not reflect this light. Does not resist masks. Too many failed attempts block a face for half an hour.',
    ),
  }),
};

export function policyText(name: PolicyName): PolicyText {
  return POLICY_TEXTS[name]();
}
