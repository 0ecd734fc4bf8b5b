/** @file What a policy's threshold means at this gallery's size, in words for the operator. */
import { msg, str } from '@lit/localize';
import { POLICIES, type PolicyName } from '../core/decision/policies.ts';
import { percentText } from './decimals.ts';
import { formatTag } from './written.ts';
import type { MeasuredEmbedder } from '../core/fusion/gallery-threshold.ts';
import { type OperatingMeaning, operatingMeaning } from '../core/metrics/operating-meaning.ts';

/** What is known of the models that run; the session has it. */
export interface RunningModels {
  readonly pipeline: {
    /** Null before the models are loaded. */
    readonly report: { readonly embedder: MeasuredEmbedder } | null;
  };
  /** With how many people a stranger is compared. */
  readonly people: { readonly comparedCount: number };
}

/** Null before the models are loaded. */
export function operatingTextOf(
  { pipeline: { report }, people: { comparedCount } }: RunningModels,
  policy: PolicyName,
): string | null {
  if (report === null) return null;
  return operatingText(
    operatingMeaning(report.embedder, POLICIES[policy].targetFpir, comparedCount),
    document.documentElement.lang || 'en',
  );
}

export function operatingText(meaning: OperatingMeaning, language: string): string {
  const { fpir, fpirInterval, fnmr, fnmrInterval, evidence: of, reachesTarget } = meaning;
  const whole = new Intl.NumberFormat(formatTag(language), { maximumSignificantDigits: 2 });
  const pairs = new Intl.NumberFormat(formatTag(language));
  const share = (rate: number): string => percentText(rate, 2, language);
  const oneIn = (rate: number): string => whole.format(1 / rate);
  const [strange, enrolled] = [pairs.format(of.strangers), pairs.format(of.enrolled)];
  const evidence =
    of.kind === 'pairs'
      ? msg(str`Measured on ${strange} pairs of different and ${enrolled} of the same people.`)
      : msg(
          str`Measured with ${strange} images of strangers and ${enrolled} of people enrolled, in galleries of people.`,
        );
  if (fpirInterval === null || fnmrInterval === null) {
    const strangers = reachesTarget
      ? msg(str`Meant to mistake about 1 in ${oneIn(fpir)} strangers for somebody enrolled.`)
      : msg(
          str`About 1 in ${oneIn(fpir)} strangers would be mistaken for somebody enrolled: more than this policy wants.`,
        );
    const doubt = msg(
      'The model was never measured at this strictness, so it is unknown how well that holds.',
    );
    const refused = msg(str`At least ${share(fnmr)} of enrolled people are refused at the first look.`);
    return [strangers, doubt, refused, evidence].join(' ');
  }
  const [fewest, most] = fpirInterval;
  const strangers =
    fewest > 0
      ? msg(
          str`About 1 in ${oneIn(fpir)} strangers would be mistaken for somebody enrolled (95 % interval: 1 in ${oneIn(fewest)} to 1 in ${oneIn(most)}).`,
        )
      : msg(
          str`About 1 in ${oneIn(fpir)} strangers would be mistaken for somebody enrolled (95 % interval: at most 1 in ${oneIn(most)}).`,
        );
  const [least, greatest] = fnmrInterval;
  const refused = msg(
    str`About ${share(fnmr)} of enrolled people are refused at the first look (${share(least)} to ${share(greatest)}).`,
  );
  return [strangers, refused, evidence].join(' ');
}

/**
 * With more people than the model was measured with.
 * @param most - So many it was measured with under this policy.
 */
export function manyPeopleText(most: number, mode: 'identify' | 'verify'): string {
  const people = new Intl.NumberFormat(formatTag()).format(most);
  return mode === 'verify'
    ? msg(
        str`The model was measured with at most ${people} people under this policy. More are enrolled, so the door asks for the badge number first. An administrator can change that in Settings.`,
      )
    : msg(
        str`The model was measured with at most ${people} people under this policy. More are enrolled, so it is unknown how often a stranger gets in.`,
      );
}
