/** @file The words that somebody agreed to, whichever version of them. */
import type { Consent } from '../core/template/types.ts';
import { DAY_MS } from '../core/enrolment/retention.ts';
import {
  BUILT_IN_TEXT_VERSION,
  type ConsentKind,
  FLEET_TEXT_VERSION,
  parseAgreedText,
  siteTextIn,
  siteTextsOf,
  type SiteConsent,
} from '../core/site/consent-text.ts';
import { builtInConsentText, consentTerms, consentTermsTitle } from './consent.ts';
import { earlierConsentText } from './consent-earlier.ts';
import { allLocales } from './generated/codes.ts';
import { isMachineMade, type Language, sayingIn } from './language.ts';

export interface AgreedWords {
  readonly text: string;
  readonly language: string;
  /** A machine translated them; the site's own words it did not. */
  readonly machineMade: boolean;
}

/**
 * @param shown - The page's language, for records that name none.
 * @returns Null where the words of that version are not kept.
 */
export async function agreedWords(
  { textVersion, givenAtMs, retainUntilMs }: Consent,
  site: SiteConsent,
  shown: Language,
): Promise<AgreedWords | null> {
  const { version, logTerm, language } = parseAgreedText(textVersion);
  const spoken = allLocales.find((locale) => locale === language) ?? shown;
  const say = await sayingIn(spoken);
  const own = siteTextIn({ texts: siteTextsOf(version, site) }, language ?? shown);
  const words = own?.text ?? builtInText(version, say) ?? earlierConsentText(version, say);
  if (words === null) return null;
  const retentionDays = Math.round((retainUntilMs - givenAtMs) / DAY_MS);
  const reader = own?.language ?? spoken;
  const facts = { retainUntilMs, retentionDays, logTerm, language: reader };
  return {
    text: `${words}\n\n${consentTermsTitle(say)}\n${consentTerms(facts, say)}`,
    language: reader,
    machineMade: own === null && isMachineMade(reader),
  };
}

function builtInText(version: string, say: Awaited<ReturnType<typeof sayingIn>>): string | null {
  for (const kind of Object.keys(BUILT_IN_TEXT_VERSION) as ConsentKind[]) {
    if (BUILT_IN_TEXT_VERSION[kind] === version) return builtInConsentText(kind, say);
    if (FLEET_TEXT_VERSION[kind] === version) return builtInConsentText(kind, say, 'fleet');
  }
  return null;
}
