/** @file Which doors may still let somebody in who was suspended or erased: they have not heard of it yet. */
import { msg, str } from '@lit/localize';
import { nothing } from 'lit';
import type { Door } from './site/door-state.ts';
import { heardOf } from './site/receipts.ts';

/** More names tell nobody more. */
const MOST_NAMED = 20;

/**
 * @param revision - Of the record at the hub that says so.
 * @returns Nothing where every door has heard.
 */
export function unheardText(revision: number, doors: readonly Door[]): string | typeof nothing {
  const { notYet } = heardOf({ revision }, doors);
  if (notYet.length === 0) return nothing;
  const names = notYet.slice(0, MOST_NAMED).map(({ name }) => name);
  const shown = new Intl.ListFormat(document.documentElement.lang || 'en', { style: 'narrow' }).format(names);
  return notYet.length > MOST_NAMED
    ? msg(str`Doors that have not heard of this: ${notYet.length}, ${shown} among them`)
    : msg(str`Doors that have not heard of this: ${notYet.length}, which are ${shown}`);
}
