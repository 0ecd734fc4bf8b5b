/** @file Joins a fleet over the hub that serves the kiosk's pages. Loaded when somebody begins to. */
import { isFleetText } from '../core/site/consent-text.ts';
import type { Bytes } from '../storage/bytes.ts';
import { FleetError } from '../fleet/errors.ts';
import { linkUrl, readHubState } from '../fleet/hub-address.ts';
import { askToJoin } from '../fleet/join.ts';
import { makeJoinWords, parseJoinWords } from '../fleet/join-words.ts';
import { openLink } from '../fleet/link.ts';
import { encodeMembership } from '../fleet/membership.ts';
import type { Joining } from './joining.ts';
import { programVersion } from './program-version.ts';

/**
 * @param texts - To which text each person here agreed.
 * @param joining - Is told the words, and says when to end.
 * @param invitation - Its words; null for words that this tablet makes.
 * @returns What the store is to keep, and the device's id.
 * @throws FleetError `noHub`, `words`, `joinRefused`; what the signal is aborted with.
 */
export async function joinFleet(
  baseUrl: string,
  texts: readonly string[],
  joining: Joining,
  invitation: string | null,
): Promise<{ readonly membership: Bytes; readonly device: string }> {
  const joiner = (await readHubState(baseUrl))?.joiner ?? null;
  if (joiner === null) throw new FleetError('noHub');
  const words = invitation === null ? makeJoinWords(crypto) : parseJoinWords(invitation);
  if (invitation === null) joining.show(words);
  const link = openLink({ url: linkUrl(baseUrl), credentials: joiner, device: 'join' });
  try {
    const membership = await askToJoin({
      ...{ link, words, signal: joining.signal, crypto, nowMs: () => Date.now() },
      onCheckWords: (checkWords) => joining.showCheckWords(checkWords),
      facts: {
        people: texts.filter(isFleetText).length,
        otherConsent: texts.filter((text) => !isFleetText(text)).length,
        version: programVersion(Date.now()).version,
      },
    });
    return { membership: encodeMembership(membership), device: membership.welcome.device };
  } finally {
    await link.close();
  }
}
