/** @file A tablet asks to join a fleet until a console has answered. */
import { importBoxKeys, makeStoredKeys, publicHalves } from './device-keys.ts';
import { isFleetError } from './errors.ts';
import { makeRequest, readAnswer, type JoinRequest } from './join-messages.ts';
import { checkWordsOf, joinSecretOf } from './join-words.ts';
import type { Link } from './link-types.ts';
import type { Membership } from './membership.ts';
import { joinSubject } from './names.ts';
import { pause } from './waiting.ts';

/** What the console is told of the tablet. */
export type TabletFacts = Omit<JoinRequest, 'keys'>;

export interface JoinOptions {
  /** With the rights of a joiner. Stays the caller's. */
  readonly link: Pick<Link, 'whenUp' | 'request'>;
  /** Of the tablet's screen, or of an invitation. */
  readonly words: readonly string[];
  readonly facts: TabletFacts;
  /** Hears the four words by which the console tells tablets apart. */
  readonly onCheckWords: (words: readonly string[]) => void;
  readonly nowMs: () => number;
  readonly crypto: Crypto;
  readonly signal: AbortSignal;
}

const ASK_EVERY_MS = 1_500;

/**
 * @returns What the kiosk is to keep.
 * @throws FleetError `joinRefused` where somebody without the words has answered; what the signal is aborted with.
 */
export async function askToJoin(options: JoinOptions): Promise<Membership> {
  const { link, words, facts, signal, crypto, nowMs } = options;
  const secret = await joinSecretOf(words, crypto);
  const keys = await makeStoredKeys(crypto);
  const request = await makeRequest({ ...facts, keys: publicHalves(keys) }, secret, crypto);
  options.onCheckWords(await checkWordsOf(request, crypto));
  const boxKeys = await importBoxKeys(keys, crypto);
  for (;;) {
    await link.whenUp(signal);
    signal.throwIfAborted();
    try {
      const answer = await link.request(joinSubject(secret.id), request);
      return { keys, welcome: await readAnswer(answer, keys.nkey, boxKeys, secret), joinedAtMs: nowMs() };
    } catch (error) {
      // Nobody has read the words yet, or the hub is away for a moment.
      if (isFleetError(error, 'joinRefused')) throw error;
    }
    await pause(ASK_EVERY_MS, signal);
  }
}
