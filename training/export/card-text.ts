/** @file How model cards write figures. */

/** Three digits of a percentage: the intervals are wider than the fourth. */
export const percent = (rate: number): string => `${Number((rate * 100).toPrecision(3))} %`;

export const range = ([low, high]: readonly [number, number]): string =>
  `${percent(low)} to ${percent(high)}`;

export const count = (value: number): string => value.toLocaleString('en-GB');
