/** @file The word under a refused face: it fits the verdict, and tells nothing of whom the kiosk knows. */
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../simulator/builders.ts';
import type { ReasonCode } from '../../src/core/decision/types.ts';
import { refusedPlate } from '../../src/locales/refused-plate.ts';

const plateOf = (reason: ReasonCode, more = {}) =>
  refusedPlate({ ...verdictOf({ outcome: 'denied', reason }), ...more });

describe('the plate under a refused face', () => {
  it('says that a stranger is not recognised, and of a late answer that it was too slow', () => {
    expect(plateOf('unknownSubject')).toBe('Not recognised');
    expect(plateOf('livenessFailed', { challengeFailure: 'tooSlow' })).toBe('Too slow');
  });

  it.each(['notPermitted', 'outsideSchedule', 'scheduleNotTrusted', 'heldWrong', 'faceClosed'] as const)(
    'does not say of a face that the kiosk knows that it was not recognised: %s',
    (reason) => {
      expect(plateOf(reason)).toBe('No entry now');
    },
  );

  it('says what the door says where the reason would tell whom the gallery knows', () => {
    const told = 'livenessFailed';
    for (const reason of ['unknownSubject', 'ambiguous', 'notTheClaimedSubject'] as const) {
      expect(plateOf(reason, { told })).toBe(plateOf('livenessFailed'));
    }
  });
});
