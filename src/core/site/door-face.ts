/** @file What a door shows of its site: names, a logo, whom to call, and a clock. Pure. */

export interface DoorFace {
  readonly siteName: string;
  /** As people read it; another one stands in the messages to what opens the door. */
  readonly door: string;
  /** What somebody who does not get in can do, such as “Call 123”. */
  readonly help: string;
  readonly clock: boolean;
  /** A PNG file in base64; empty for none. */
  readonly logo: string;
}

/** Nothing is shown. */
export const PLAIN_DOOR_FACE: DoorFace = { siteName: '', door: '', help: '', clock: false, logo: '' };

/** In characters: what a door has room for. */
export const DOOR_FACE_LIMITS = { siteName: 60, door: 40, help: 120 } as const;

/** Twice as sharp as it is shown, for dense screens. */
export const LOGO_LIMITS = { maxWidthPx: 480, maxHeightPx: 128, maxBytes: 60_000 } as const;

/** That begins as PNG files do, and is no longer than a logo may be. */
const LOGO = /^iVBORw0KGgo[A-Za-z0-9+/]+={0,2}$/;
const MAX_LOGO_CHARACTERS = Math.ceil(LOGO_LIMITS.maxBytes / 3) * 4;

export function isLogo(base64: string): boolean {
  return base64 === '' || (base64.length <= MAX_LOGO_CHARACTERS && LOGO.test(base64));
}

/**
 * The site's face in a backup replaces that of this kiosk, but its door keeps its name: the file may be another door's.
 * @param file - Absent in files of earlier versions.
 */
export function takeOverFace(here: DoorFace | undefined, file: DoorFace | undefined): DoorFace | undefined {
  if (here === undefined || file === undefined) return file ?? here;
  return { ...file, door: here.door || file.door };
}
