/** @file The output of a kiosk with no door on it: it only shows the verdict. */
import type { DoorActuator } from './types.ts';

export const NO_DOOR: DoorActuator = {
  answers: false,
  open: () => Promise.resolve({ kind: 'none' }),
};
