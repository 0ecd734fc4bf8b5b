/** @file Reads from the environment which origins the kiosk may reach for its door output. */
import { DOOR_ORIGINS_VARIABLE, parseDoorOrigins } from '../../../src/core/site/door-origins.ts';

/** @throws when the variable holds something that is no origin. */
export function readDoorOrigins(): readonly string[] {
  return parseDoorOrigins(process.env[DOOR_ORIGINS_VARIABLE]);
}

/** A line for the terminal; null while the kiosk reaches nothing but itself. */
export function describeDoorOrigins(origins: readonly string[]): string | null {
  return origins.length === 0 ? null : `Its pages may reach, for the door: ${origins.join(' ')}`;
}
