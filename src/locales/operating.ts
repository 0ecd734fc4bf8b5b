/** @file What a policy's threshold means at this gallery's size, in words for the operator. */
import { msg, str } from '@lit/localize';
import { POLICIES } from '../core/decision/policies.ts';
import type { PolicyName } from '../core/decision/types.ts';
import { type OperatingMeaning, operatingMeaning } from '../core/metrics/operating-meaning.ts';
import type { KioskSession } from '../kiosk/session.ts';

/** Null before the model is loaded. */
export function operatingTextOf(session: KioskSession, policy: PolicyName): string | null {
  const { report, comparisonCount } = session;
  if (report === null) return null;
  const { operatingPoints } = report.embedder;
  return operatingText(
    operatingMeaning(operatingPoints, POLICIES[policy].targetFpir, comparisonCount),
    document.documentElement.lang || 'en',
  );
}

export function operatingText(meaning: OperatingMeaning, language: string): string {
  const { fpir, fpirInterval, fnmr, fnmrInterval, impostorPairs, genuinePairs, reachesTarget } = meaning;
  const whole = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  const pairs = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 2 });
  const oneIn = (rate: number): string => whole.format(1 / rate);
  const evidence = msg(
    str`Measured on ${pairs.format(impostorPairs)} pairs of different and ${pairs.format(genuinePairs)} of the same people.`,
  );
  if (fpirInterval === null || fnmrInterval === null) {
    const strangers = reachesTarget
      ? msg(str`Meant to take about 1 in ${oneIn(fpir)} strangers for somebody.`)
      : msg(
          str`About 1 in ${oneIn(fpir)} strangers would be taken for somebody: more than this policy wants.`,
        );
    const doubt = msg(
      'The model was never measured at so strict a point, so nobody knows how well that holds.',
    );
    const refused = msg(str`Of people enrolled at least ${share.format(fnmr)} are refused at a first look.`);
    return [strangers, doubt, refused, evidence].join(' ');
  }
  const [fewest, most] = fpirInterval;
  const strangers =
    fewest > 0
      ? msg(
          str`About 1 in ${oneIn(fpir)} strangers would be taken for somebody (95 % interval: 1 in ${oneIn(fewest)} to 1 in ${oneIn(most)}).`,
        )
      : msg(
          str`About 1 in ${oneIn(fpir)} strangers would be taken for somebody (95 % interval: at most 1 in ${oneIn(most)}).`,
        );
  const [least, greatest] = fnmrInterval;
  const refused = msg(
    str`Of people enrolled about ${share.format(fnmr)} are refused at a first look (${share.format(least)} to ${share.format(greatest)}).`,
  );
  return [strangers, refused, evidence].join(' ');
}
