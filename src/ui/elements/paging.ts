/** @file Cuts a long list into pages. */

export interface PageOf<T> {
  readonly items: readonly T[];
  /** Which page it is, from 0. */
  readonly page: number;
  readonly pages: number;
  /** Place of the first and the last item in the whole list, from 1; both 0 for an empty list. */
  readonly from: number;
  readonly to: number;
  readonly total: number;
}

/** @param page - From 0; beyond the last page it is the last one, since a list may have become shorter. */
export function pageOf<T>(all: readonly T[], page: number, size: number): PageOf<T> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const shown = Math.min(Math.max(0, page), pages - 1);
  const start = shown * size;
  const items = all.slice(start, start + size);
  return {
    items,
    page: shown,
    pages,
    from: items.length === 0 ? 0 : start + 1,
    to: start + items.length,
    total: all.length,
  };
}
