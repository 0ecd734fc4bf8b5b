/** @file Cuts a long list into pages. */

export interface PageOf<T> extends PageView {
  readonly items: readonly T[];
}

/** Which part of a list is shown. */
export interface PageView {
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
  const view = pageView(all.length, page, size);
  return { ...view, items: all.slice(view.page * size, view.to) };
}

/** As `pageOf`, of a list that is not in memory. */
export function pageView(total: number, page: number, size: number): PageView {
  const pages = Math.max(1, Math.ceil(total / size));
  const shown = Math.min(Math.max(0, page), pages - 1);
  const to = Math.min(total, (shown + 1) * size);
  return { page: shown, pages, from: total === 0 ? 0 : shown * size + 1, to, total };
}
