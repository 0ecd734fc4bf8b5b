/** @file The one error of the fleet. Its texts carry no name and no key. */
const ADVICE = {
  /** It opens and verifies, and does not hold what it should. */
  invalid:
    'A record of the fleet is not valid, and is not used. Update every door and the console, then try again.',
  /** It does not open under the zone's key, or was moved from another place. */
  sealed: 'A record of the fleet does not open under the key of its place, and is not used.',
  /** Nobody of the roster who may write it has signed it. */
  unsigned: 'A record of the fleet was signed by nobody who may write it, and is not used.',
  /** The site has signed a later one of the same device. */
  older: 'A record of the fleet is older than one that this device knows already, and is not used.',
  /** Of a later version of the program. */
  newer: 'A record of the fleet was made by a newer Facegate. Reload the page to get it.',
  /** Its seal names an epoch whose key is not here. */
  keyMissing: 'A record of the fleet is sealed under a key that this device does not have.',
  /** The door's log ends before the hub's copy of it: the tablet was put back to an older backup. */
  putBack:
    'The hub has later records of this door than the door itself, which was put back to an older copy. Its log is sent anew.',
  /** The words on the tablet, or the answer to them, are not those that were expected. */
  joinRefused: 'The answer does not belong to the words on this screen. Begin to join anew.',
  /** The site's own server is no hub, or its hub has no site yet. */
  noHub:
    'No fleet can be joined at this address. Open the kiosk from the address of the hub, once a console has set it up.',
  /** No word list has it, or there are not eight. */
  words: 'These are not the eight words of the tablet. Type them again.',
  /** It is no kit, is cut short, was altered, or its secrets are not whole. */
  badKit: 'The file is not a whole kit of a fleet. Copy it again from where it was made, or choose another.',
} as const;

export type FleetErrorCode = keyof typeof ADVICE;

export const FLEET_ERROR_CODES = Object.keys(ADVICE) as readonly FleetErrorCode[];

/** The message says what to do. */
export class FleetError extends Error {
  override readonly name = 'FleetError';

  constructor(
    readonly code: FleetErrorCode,
    options?: ErrorOptions,
  ) {
    super(ADVICE[code], options);
  }
}

export function isFleetError(error: unknown, code?: FleetErrorCode): error is FleetError {
  return error instanceof FleetError && (code === undefined || error.code === code);
}
