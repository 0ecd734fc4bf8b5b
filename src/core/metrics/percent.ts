/** @file Rates as they are printed. */

/**
 * @param rate - A share of 1.
 * @param decimals - Of the percentage; when absent, three digits that count.
 * @returns Such as `0.0123 %`; `–` for null and NaN.
 */
export function percent(rate: number | null, decimals?: number): string {
  if (rate === null || !Number.isFinite(rate)) return '–';
  const share = rate * 100;
  return `${decimals === undefined ? Number(share.toPrecision(3)) : share.toFixed(decimals)} %`;
}

/** @returns Such as `0.1 % to 0.3 %`. */
export function percentRange([low, high]: readonly [number, number]): string {
  return `${percent(low)} to ${percent(high)}`;
}
