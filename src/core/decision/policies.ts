/** @file The three policies that an operator can choose from. Holds no similarity threshold: models bring those. */
import type { Policy, PolicyName } from './types.ts';

/**
 * A kiosk with a fake detector does not start without it, and a fake probability that is there is judged under every
 * policy. What `required` adds is that a kiosk without one, whose manifest a site has changed, refuses everybody.
 * What each asks for as proof of a living person stands in `core/liveness/cue-table.ts`.
 *
 * Lock-out counts 5 failures in 3 minutes (AWS, recommendations for face liveness). AWS then waits 30–60 minutes; only
 * `strict` does, because a door that few people share must not stay shut for all of them after one of them erred.
 */
export const POLICIES: Readonly<Record<PolicyName, Policy>> = {
  convenience: {
    name: 'convenience',
    // One stranger in a hundred: inner doors.
    targetFpir: 1e-2,
    votesNeeded: 2,
    votesWindow: 4,
    windowMs: 2_000,
    denyAfterMs: 1_500,
    attemptTimeoutMs: 15_000,
    fakeProbability: 'optional',
    grantedHoldMs: 3_000,
    deniedHoldMs: 3_000,
    lockOut: { failures: 5, withinMs: 180_000, waitMs: 60_000 },
  },
  standard: {
    name: 'standard',
    // NIST SP 800-63A-4: FPIR at most 1 : 1,000.
    targetFpir: 1e-3,
    // Three embeddings at ten a second: a verdict well under a second after the face is found.
    votesNeeded: 3,
    votesWindow: 5,
    windowMs: 2_000,
    denyAfterMs: 1_500,
    attemptTimeoutMs: 20_000,
    fakeProbability: 'optional',
    grantedHoldMs: 3_000,
    deniedHoldMs: 3_000,
    lockOut: { failures: 5, withinMs: 180_000, waitMs: 300_000 },
  },
  strict: {
    name: 'strict',
    targetFpir: 1e-4,
    votesNeeded: 5,
    votesWindow: 6,
    windowMs: 2_000,
    denyAfterMs: 2_000,
    // Two challenges and the light take about 15 s; four challenges instead of the light, about 20 s.
    attemptTimeoutMs: 45_000,
    fakeProbability: 'required',
    grantedHoldMs: 3_000,
    deniedHoldMs: 4_000,
    lockOut: { failures: 5, withinMs: 180_000, waitMs: 1_800_000 },
  },
};
