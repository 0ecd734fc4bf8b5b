/** @file Badge and PIN at this kiosk: whether they may be used now, and the desk over the kiosk's people and log. */
import { StorageError } from '../storage/errors.ts';
import { isPin } from '../storage/keys/pin.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Settings } from '../storage/settings.ts';
import { steadyWallMs } from './clock-watch.ts';
import { refusalAt, type RefusingKiosk } from './decision-context.ts';
import type { People } from './people.ts';
import { PinDesk } from './pin-desk.ts';

export interface PinKiosk {
  readonly site: { readonly settings: Pick<Settings, 'badgeAndPin'> };
  readonly people: { readonly badges: Pick<People['badges'], 'anyWithPin'> };
  readonly demo: boolean;
  /** Null while no drill runs. */
  readonly drill: object | null;
}

/** A demo opens no door, and a drill is about faces. A locked kiosk has no people. */
export function mayUsePin({ site, people, demo, drill }: PinKiosk): boolean {
  if (site.settings.badgeAndPin === 'off' || demo || drill !== null) return false;
  return people.badges.anyWithPin;
}

export interface PinDeskKiosk extends RefusingKiosk {
  readonly people: Pick<People, 'subjects' | 'noteGuessablePin'> & {
    readonly badges: Pick<People['badges'], 'find'>;
    readonly names: Pick<People['names'], 'of'>;
  };
  readonly access: { readonly store: Pick<OpenStore, 'auditEntriesSince'> | null };
}

/** @param kioskOf - Read at every try: the session may be set after construction. */
export function pinDeskOf(kioskOf: () => PinDeskKiosk): PinDesk {
  return new PinDesk({
    subject: (subjectId) => {
      const { names, subjects } = kioskOf().people;
      // Read while the PIN is checked, so that the door has it when it lets them in.
      names.of(subjectId);
      return subjects.get(subjectId) ?? null;
    },
    idOfBadge: (typed) => kioskOf().people.badges.find(typed),
    refusalOf: (subjectId) => refusalAt(kioskOf(), subjectId),
    entriesSince: async (fromMs) => {
      const { store } = kioskOf().access;
      if (store === null) throw new StorageError('locked');
      return store.auditEntriesSince(fromMs);
    },
    isPin,
    noteGuessablePin: (subjectId) => {
      kioskOf().people.noteGuessablePin(subjectId);
    },
    nowMs: steadyWallMs,
  });
}
