/**
 * @file The browser's serial ports, which TypeScript does not know yet. Chromium has them, and Firefox 153; Safari does
 * not.
 */
import type { RelayPort } from './serial-port.ts';

interface Serial extends EventTarget {
  getPorts(): Promise<readonly RelayPort[]>;
  requestPort(): Promise<RelayPort>;
}

function serial(): Serial | null {
  return (navigator as { readonly serial?: Serial }).serial ?? null;
}

export function hasSerialPorts(): boolean {
  return serial() !== null;
}

/**
 * Those that this site may use: the operator or a policy of the device has allowed them. None where the browser or the
 * site's host keeps the page from serial ports.
 */
export async function allowedPorts(): Promise<readonly RelayPort[]> {
  return (
    (await serial()
      ?.getPorts()
      .catch(() => [])) ?? []
  );
}

/**
 * Lets the operator choose a port, which takes the place of all others. The browser allows it only in answer to a
 * touch.
 * @returns Whether one was chosen.
 */
export async function choosePort(): Promise<boolean> {
  const chosen = await serial()
    ?.requestPort()
    .catch(() => null);
  if (!chosen) return false;
  for (const port of await allowedPorts()) if (port !== chosen) await forget(port);
  return true;
}

/** Gives every permission back, as far as the browser lets a site do it: a policy's stays. */
export async function forgetPorts(): Promise<void> {
  for (const port of await allowedPorts()) await forget(port);
}

/** @param plugged - Called whenever an allowed port is plugged in. */
export function onPortPlugged(plugged: () => void): void {
  serial()?.addEventListener('connect', plugged);
}

async function forget(port: RelayPort): Promise<void> {
  await port.forget?.().catch(() => undefined);
}
