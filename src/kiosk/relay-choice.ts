/** @file The USB relay at the door, as far as the operator chooses it. The relay itself stays with the door outputs. */
import { allowedPorts, choosePort, hasSerialPorts } from '../actuators/web-serial.ts';

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
