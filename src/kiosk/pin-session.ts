/** @file Badge and PIN at this kiosk: whether they may be used now, and the desk over the session's people and log. */
import { isPin } from '../storage/keys/pin.ts';
import { refusalAt } from './decision-context.ts';
import { PinDesk } from './pin-desk.ts';
import type { KioskSession } from './session.ts';
import { steadyWallMs } from './clock-watch.ts';

/** A demo opens no door, and a drill is about faces. */
export function mayUsePin({ settings, store, subjects, demo, drill }: KioskSession): boolean {
  if (settings.badgeAndPin === 'off' || store === null || demo || drill !== null) return false;
  for (const { badge, pin } of subjects.values()) if (badge !== null && pin !== null) return true;
  return false;
}

/** @param sessionOf - Read at every try: the session may be set after construction. */
export function pinDeskOf(sessionOf: () => KioskSession): PinDesk {
  return new PinDesk({
    subjects: () => sessionOf().subjects.values(),
    refusalOf: (subjectId) => refusalAt(sessionOf(), subjectId),
    entriesSince: async (fromMs) => {
      const { store } = sessionOf();
      if (store === null) throw new Error('The kiosk is locked.');
      return store.auditEntriesSince(fromMs);
    },
    isPin,
    nowMs: steadyWallMs,
  });
}
