/**
 * @file How often badge and PIN may be tried: a pure rule over the tries that were made. The caller remembers them.
 */

/** One try that was judged. */
export interface PinTry {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** Stands for the badge number that was typed, whether anybody has it or not. */
  readonly badgeKey: string;
  readonly right: boolean;
  /** The face was recognised first. Whoever has not that face cannot use such tries up. */
  readonly afterFace: boolean;
}

/** From the `failures`-th failure within `withinMs` on, each failure brings a wait twice as long as the last. */
export interface PinLimit {
  readonly failures: number;
  readonly withinMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** An attacker can try about 15 PINs a day at one badge: 1 in 55,000 of the PINs with six digits that are allowed. */
const BADGE_LIMIT: PinLimit = {
  failures: 5,
  withinMs: 24 * HOUR_MS,
  firstWaitMs: MINUTE_MS,
  longestWaitMs: 12 * HOUR_MS,
};

/**
 * Against an attacker who tries one PIN on many badges. This limit is wider: otherwise typing errors of a few people
 * would close the pad for everybody.
 */
const KIOSK_LIMIT: PinLimit = {
  failures: 10,
  withinMs: HOUR_MS,
  firstWaitMs: MINUTE_MS,
  longestWaitMs: HOUR_MS,
};

/** Older tries than this count for nothing. */
export const PIN_MEMORY_MS = Math.max(BADGE_LIMIT.withinMs, KIOSK_LIMIT.withinMs);

/**
 * Until when this badge may not be tried; null when it may now. The right PIN clears its badge, not the kiosk.
 * Otherwise an accomplice who may pass could give an attacker unlimited tries. Tries after the face have a limit of
 * their own, so that wrong ones at the pad do not shut out whoever shows their face first.
 * @param tries - Oldest first.
 * @param next - The try that is to be made.
 */
export function pinBlockedUntil(
  tries: readonly PinTry[],
  { badgeKey, afterFace }: Pick<PinTry, 'badgeKey' | 'afterFace'>,
  nowMs: number,
): number | null {
  const alike = tries.filter((one) => one.afterFace === afterFace);
  const ofBadge = alike.filter((one) => one.badgeKey === badgeKey);
  const sinceRight = ofBadge.slice(ofBadge.map(({ right }) => right).lastIndexOf(true) + 1);
  const wrong = alike.filter(({ right }) => !right);
  const ofKiosk = afterFace ? -Infinity : waitUntil(wrong, KIOSK_LIMIT);
  const untilMs = Math.max(waitUntil(sinceRight, BADGE_LIMIT), ofKiosk);
  return untilMs > nowMs ? untilMs : null;
}

/** Counts back from the last failure, so that a wait does not end early when the first failures become too old. */
function waitUntil(failures: readonly PinTry[], limit: PinLimit): number {
  const last = failures.at(-1);
  if (last === undefined) return -Infinity;
  const count = failures.filter(({ atMs }) => atMs > last.atMs - limit.withinMs).length;
  if (count < limit.failures) return -Infinity;
  return last.atMs + Math.min(limit.longestWaitMs, limit.firstWaitMs * 2 ** (count - limit.failures));
}
