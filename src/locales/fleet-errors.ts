/** @file What people read when something of a fleet failed: what happened, and what to do. */
import { msg } from '@lit/localize';
import { FleetError, type FleetErrorCode } from '../fleet/errors.ts';
import { LinkError, type LinkErrorCode } from '../fleet/link-types.ts';
import { SpokenError } from './errors.ts';

const FLEET: Readonly<Record<FleetErrorCode, () => string>> = {
  invalid: () => msg('It does not hold what it should. Update every door and the console, then try again.'),
  sealed: () => msg('It does not open under the key of its place: it was moved or altered.'),
  unsigned: () => msg('Nobody who may write it has signed it.'),
  older: () => msg('It is older than one that is known already: somebody put it back.'),
  newer: () => msg('A newer Facegate made it. Reload the page to get that version.'),
  keyMissing: () => msg('It is sealed under a key that is not here.'),
  putBack: () =>
    msg('The hub has later records of this door than the door itself: it was put back to an older copy.'),
  joinRefused: () => msg('The answer does not belong to the words on this screen. Begin to join anew.'),
  words: () => msg('These are not the eight words of the tablet. Type them again.'),
  noHub: () =>
    msg(
      'There is no fleet at this address. Open the kiosk from the address of the hub, once a console has set it up.',
    ),
  badKit: () =>
    msg('The file is not a whole kit of a fleet. Copy it again from where it was made, or choose another.'),
};

const LINK: Readonly<Record<LinkErrorCode, () => string>> = {
  down: () => msg('The hub does not answer. See that it runs, then try again.'),
  refused: () => msg('The hub does not let this device do that.'),
  missing: () => msg('The hub was not set up yet.'),
  failed: () => msg('The hub could not do that. Look into its terminal.'),
};

export function fleetErrorText(code: FleetErrorCode): string {
  return FLEET[code]();
}

/** @returns A SpokenError in place of an error of the fleet or of its link; others as they are. */
export function asSpoken(error: unknown): unknown {
  if (error instanceof FleetError) return new SpokenError(fleetErrorText(error.code), { cause: error });
  if (error instanceof LinkError) return new SpokenError(LINK[error.code](), { cause: error });
  return error;
}

/** @returns What `work` gives. @throws As `asSpoken` words it. */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asSpoken(error);
  }
}
