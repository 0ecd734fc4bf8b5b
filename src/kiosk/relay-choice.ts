/** @file The relay at the door, as far as the operator chooses it. The relay itself stays with the door outputs. */
import { allowedPorts, choosePort, forgetPorts, hasSerialPorts } from '../actuators/web-serial.ts';
import { CODE_SYMBOLS, kioskCodesIn, makeKioskCode, RELAY_KIOSKS_FILE } from '../core/site/relay-kiosks.ts';
import type { Settings } from '../storage/settings.ts';

/** False in a browser without serial ports. */
export function canChooseRelay(): boolean {
  return hasSerialPorts();
}

export async function isRelayChosen(): Promise<boolean> {
  return (await allowedPorts()).length > 0;
}

/** Has the browser ask for a port; only in answer to a touch. */
export async function chooseRelay(): Promise<void> {
  await choosePort();
}

/** By which the site's host knows a kiosk from now on. */
export function drawKioskCode(): string {
  return makeKioskCode(crypto.getRandomValues(new Uint8Array(CODE_SYMBOLS)));
}

/** For a new kiosk: what was allowed to one before is not its own. */
export async function forgetRelays(): Promise<void> {
  await forgetPorts();
}

/**
 * Whether a plain relay may release for this kiosk. Where an earlier version set the kiosk up, both codes are empty:
 * its relay goes on.
 */
export function mayUsePlainRelay({
  kioskCode,
  relayKnownAs,
}: Pick<Settings, 'kioskCode' | 'relayKnownAs'>): boolean {
  return kioskCode === relayKnownAs;
}

/**
 * Asks the site's host, over the network and never from what is stored here, whether it names this kiosk.
 * @param baseUrl - Absolute URL of the site; ends in a slash.
 * @throws TypeError without a network.
 */
export async function hostNames(kioskCode: string, baseUrl: string): Promise<boolean> {
  const response = await fetch(new URL(RELAY_KIOSKS_FILE, baseUrl), { cache: 'no-store' });
  return response.ok && kioskCodesIn(await response.text()).includes(kioskCode);
}
