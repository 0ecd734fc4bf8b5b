/** @file How long to wait before the next try. Pure. */

export interface BackOff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Exponential, with half of it drawn by chance. So after a shared fault many kiosks do not try again at the same time.
 * @param failures - So far, from 1.
 * @param random - [0, 1).
 * @returns Between half of the step and the whole of it.
 */
export function backOffMs({ firstMs, mostMs }: BackOff, failures: number, random: number): number {
  const stepMs = Math.min(mostMs, firstMs * 2 ** (failures - 1));
  return stepMs * (0.5 + random / 2);
}
