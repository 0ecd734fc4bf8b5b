/**
 * @file How often attacks get in and the right people do not: APCER per attack species and BPCER, as ISO/IEC 30107-3
 * counts them, each with how far it can be trusted. Judges no presentation: it counts what came of them.
 *
 * The whole kiosk is what answers here, matcher included: an attack counts as an error when it is granted, which the
 * standard's 2023 edition calls IAPAR where it is told apart from the detector's own APCER.
 */
import { type Interval, ruleOfThree, wilsonInterval } from './intervals.ts';

/** `none`: no verdict was reached, for instance because no face was found. */
export type PresentationResponse = 'accepted' | 'refused' | 'none';

/** One person or one instrument before the camera, once. */
export interface Presentation<Species extends string = string> {
  /** Null for a bona fide presentation. */
  readonly species: Species | null;
  readonly response: PresentationResponse;
}

/** An error rate over the presentations that were answered, and how many were not. */
export interface PresentationRate {
  /** All of them, answered or not. */
  readonly presentations: number;
  /** Those without an answer: no error, and no merit either. They are not among the trials of `rate`. */
  readonly nonResponses: number;
  /** Attacks that were accepted, or bona fide presentations that were refused. */
  readonly errors: number;
  /** APCER or BPCER, [0, 1]; null when nothing was answered. */
  readonly rate: number | null;
  /** Wilson's 95 % interval of `rate`; null with it. */
  readonly interval: Interval | null;
  /** When no error was seen: the rate lies below this with 95 % confidence, 3 ÷ trials. Null otherwise. */
  readonly bound: number | null;
  /** APNRR or BPNRR, [0, 1]; null without presentations. */
  readonly nonResponseRate: number | null;
}

export interface SpeciesRate<Species extends string = string> extends PresentationRate {
  readonly species: Species;
}

export interface AttackRates<Species extends string = string> {
  /** One of each species that was presented, in the order of their first presentation. */
  readonly attacks: readonly SpeciesRate<Species>[];
  /** The worst species: what an attacker who may choose would choose. Null when no attack was answered. */
  readonly worst: SpeciesRate<Species> | null;
  readonly bonaFide: PresentationRate;
}

/** Counts `presentations`; their order matters for that of the species only. */
export function attackRates<Species extends string>(
  presentations: readonly Presentation<Species>[],
): AttackRates<Species> {
  const bySpecies = new Map<Species | null, PresentationResponse[]>();
  for (const { species, response } of presentations) {
    const responses = bySpecies.get(species);
    if (responses) responses.push(response);
    else bySpecies.set(species, [response]);
  }
  const attacks = [...bySpecies].flatMap(([species, responses]) =>
    species === null ? [] : [{ species, ...presentationRate(responses, 'accepted') }],
  );
  return {
    attacks,
    worst: worstOf(attacks),
    bonaFide: presentationRate(bySpecies.get(null) ?? [], 'refused'),
  };
}

function presentationRate(
  responses: readonly PresentationResponse[],
  error: Exclude<PresentationResponse, 'none'>,
): PresentationRate {
  const presentations = responses.length;
  const nonResponses = responses.filter((response) => response === 'none').length;
  const errors = responses.filter((response) => response === error).length;
  const answered = presentations - nonResponses;
  return {
    ...{ presentations, nonResponses, errors },
    rate: answered === 0 ? null : errors / answered,
    interval: answered === 0 ? null : wilsonInterval(errors, answered),
    bound: answered > 0 && errors === 0 ? ruleOfThree(answered) : null,
    nonResponseRate: presentations === 0 ? null : nonResponses / presentations,
  };
}

/** Of equal rates the one that was tried less, which leaves more doubt. */
function worstOf<Species extends string>(
  attacks: readonly SpeciesRate<Species>[],
): SpeciesRate<Species> | null {
  const answered = attacks.filter(({ rate }) => rate !== null);
  answered.sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0) || answeredOf(a) - answeredOf(b));
  return answered.at(0) ?? null;
}

function answeredOf({ presentations, nonResponses }: PresentationRate): number {
  return presentations - nonResponses;
}
