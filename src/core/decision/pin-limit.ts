/**
 * @file How often badge and PIN may be tried: a pure rule over the tries that were made. Where they are remembered is the
 * caller's.
 */

/** One try that was judged. */
export interface PinTry {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** Stands for the badge number that was typed, whether anybody has it or not. */
  readonly badgeKey: string;
  readonly right: boolean;
}

/** From the `failures`-th failure within `withinMs` on, each brings a wait, twice as long as the one before. */
export interface PinLimit {
  readonly failures: number;
  readonly withinMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A badge bears about 15 wrong PINs a day: 1 in 60,000 of all PINs of six digits. */
export const BADGE_LIMIT: PinLimit = {
  failures: 5,
  withinMs: 24 * HOUR_MS,
  firstWaitMs: MINUTE_MS,
  longestWaitMs: 12 * HOUR_MS,
};

/** Against trying one PIN on many badges. Wider, or a few slips of different people would close the pad for everybody. */
export const KIOSK_LIMIT: PinLimit = {
  failures: 10,
  withinMs: HOUR_MS,
  firstWaitMs: MINUTE_MS,
  longestWaitMs: HOUR_MS,
};

/** Older tries than this count for nothing. */
export const PIN_MEMORY_MS = Math.max(BADGE_LIMIT.withinMs, KIOSK_LIMIT.withinMs);

/**
 * Until when this badge may not be tried; null when it may now. The right PIN clears its badge, not the kiosk: somebody
 * who may pass would otherwise buy a stranger unlimited tries.
 * @param tries - Oldest first.
 */
export function pinBlockedUntil(tries: readonly PinTry[], badgeKey: string, nowMs: number): number | null {
  const ofBadge = tries.filter((one) => one.badgeKey === badgeKey);
  const sinceRight = ofBadge.slice(ofBadge.map(({ right }) => right).lastIndexOf(true) + 1);
  const untilMs = Math.max(
    waitUntil(sinceRight, BADGE_LIMIT),
    waitUntil(
      tries.filter(({ right }) => !right),
      KIOSK_LIMIT,
    ),
  );
  return untilMs > nowMs ? untilMs : null;
}

/** Counted back from the last failure, so that a wait does not end because the first ones grow old meanwhile. */
function waitUntil(failures: readonly PinTry[], limit: PinLimit): number {
  const last = failures.at(-1);
  if (last === undefined) return -Infinity;
  const count = failures.filter(({ atMs }) => atMs > last.atMs - limit.withinMs).length;
  if (count < limit.failures) return -Infinity;
  return last.atMs + Math.min(limit.longestWaitMs, limit.firstWaitMs * 2 ** (count - limit.failures));
}
