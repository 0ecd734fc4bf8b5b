/**
 * @file The secrets that sign a door's orders, as keys: they sign, and nobody can read them again. In the settings that
 * the kiosk holds, a sign that there is one stands in the place of each.
 */
import { signingKey } from '../actuators/sign.ts';
import type { Settings } from '../storage/settings.ts';

const SIGNING = ['relaySecret', 'webhookSecret', 'mqttSecret'] as const;

/** Null where there is no secret. */
export type DoorKeys = Readonly<Record<(typeof SIGNING)[number], CryptoKey | null>>;

export const NO_DOOR_KEYS: DoorKeys = { relaySecret: null, webhookSecret: null, mqttSecret: null };

/** As long as a secret must be. It is never stored. */
const HELD = 'held as a key that nobody can read';

/** @param stored - With the secrets in the clear. */
export async function holdAsKeys(
  stored: Settings,
): Promise<{ readonly settings: Settings; readonly keys: DoorKeys }> {
  const keys = { ...NO_DOOR_KEYS };
  const settings = { ...stored };
  for (const name of SIGNING) {
    if (stored[name] === '') continue;
    keys[name] = await signingKey(stored[name]);
    settings[name] = HELD;
  }
  return { settings, keys };
}

/** The change without what only stands for a secret. */
export function withoutHeld(change: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== HELD));
}
