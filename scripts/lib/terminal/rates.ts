/**
 * @file Error rates as they are typed and as they are printed.
 */
import { InvalidArgumentError } from 'commander';

/** `0.001`, `1e-3` or `1:1000`. @throws InvalidArgumentError unless it lies between 0 and 1. */
export function parseRate(text: string): number {
  const ratio = /^(\d+)(?::|\s*in\s*)(\d+)$/.exec(text.replaceAll(',', ''));
  const rate = ratio ? Number(ratio[1]) / Number(ratio[2]) : Number(text);
  if (!(rate > 0 && rate < 1)) {
    throw new InvalidArgumentError('It must be a rate between 0 and 1, such as 0.001 or 1:1000.');
  }
  return rate;
}

/** @returns Such as `12,345`. */
export function count(value: number): string {
  return value.toLocaleString('en-GB');
}

/** @param rate - (0, 1]. @returns Such as `1 in 1,000`. */
export function oneIn(rate: number): string {
  return `1 in ${count(Math.round(1 / rate))}`;
}
