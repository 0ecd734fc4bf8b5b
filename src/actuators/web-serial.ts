/**
 * @file The browser's serial ports, which TypeScript does not know yet. Chromium has them; Safari and Firefox do not.
 */
import type { RelayPort } from './serial-relay.ts';

interface Serial {
  getPorts(): Promise<readonly RelayPort[]>;
  requestPort(): Promise<RelayPort>;
}

function serial(): Serial | null {
  return (navigator as { readonly serial?: Serial }).serial ?? null;
}

export function hasSerialPorts(): boolean {
  return serial() !== null;
}

/** Those that the operator has allowed for this site. */
export async function allowedPorts(): Promise<readonly RelayPort[]> {
  return (await serial()?.getPorts()) ?? [];
}

/**
 * Lets the operator choose a port. The browser allows it only in answer to a touch.
 * @returns Whether one was chosen.
 */
export async function choosePort(): Promise<boolean> {
  const chosen = await serial()
    ?.requestPort()
    .catch(() => null);
  return Boolean(chosen);
}
