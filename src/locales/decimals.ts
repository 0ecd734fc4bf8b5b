/** @file Numbers as the page's language writes them. */

/** @param decimals - Written always, also as zeros. */
export function decimalText(value: number, decimals: number): string {
  return new Intl.NumberFormat(document.documentElement.lang || undefined, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}
