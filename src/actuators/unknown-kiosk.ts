/** @file The output of a kiosk that its plain relay does not know: it writes nothing to the relay. */
import type { DoorActuator } from './types.ts';

export const UNKNOWN_KIOSK: DoorActuator = {
  answers: false,
  open: () => Promise.resolve({ kind: 'failed', reason: 'unknownKiosk' }),
};
