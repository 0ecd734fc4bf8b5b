/** @file The browser's serial ports, of which its types know nothing yet. Chromium has them, Safari and Firefox have not. */
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

/** Lets the operator choose a port; only in answer to a touch. @returns whether one was chosen. */
export async function choosePort(): Promise<boolean> {
  const chosen = await serial()
    ?.requestPort()
    .catch(() => null);
  return Boolean(chosen);
}
