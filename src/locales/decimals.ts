/** @file Numbers as the page's language writes them. */
import { formatTag } from './written.ts';

/** @param decimals - Written always, also as zeros. */
export function decimalText(value: number, decimals: number): string {
  return new Intl.NumberFormat(formatTag(), {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

/**
 * @param share - 1 is all of it.
 * @param digits - Significant digits at most.
 * @param language - BCP 47; of the page where none is given.
 */
export function percentText(share: number, digits: number, language?: string): string {
  return new Intl.NumberFormat(formatTag(language), {
    style: 'percent',
    maximumSignificantDigits: digits,
  }).format(share);
}

/** A million bytes each, as the sizes of files are told. */
export function megabytes(bytes: number): string {
  return decimalText(bytes / 1e6, bytes < 1e7 ? 1 : 0);
}
