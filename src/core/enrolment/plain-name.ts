/** @file How names are compared, for whoever searches for one and for whoever says theirs at the door. Pure. */
import { visibleText } from './visible-text.ts';

const MARKS = /\p{M}/gu;

/** For a search by parts: lower case, without accents. */
export function searchText(text: string): string {
  return text.normalize('NFD').replaceAll(MARKS, '').toLocaleLowerCase();
}

/** For a whole name: two that look the same are the same, whatever the case and the spaces. */
export function wholeName(name: string): string {
  return visibleText(name.normalize('NFKC')).trim().replaceAll(/\s+/gu, ' ').toLowerCase();
}
