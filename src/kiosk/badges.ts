/** @file Whose badge number somebody typed, found at once among many people; and what the pads need to know of all. */
import { findByBadge, needsKeyboard, normaliseBadge } from '../core/enrolment/badge.ts';
import type { Person } from '../core/template/types.ts';

type Holder = Pick<Person, 'id' | 'badge' | 'pin'>;

export class Badges {
  /** By the badge number's normal form. Two may have one from before digits of other scripts counted as 0 to 9. */
  private readonly _holders = new Map<string, readonly Holder[]>();
  private _lettered = 0;
  private _letteredWithPin = 0;
  private _withPin = 0;

  /** Somebody's badge number has letters; with `pin`, somebody's who has a PIN. */
  hasLetters(pin: boolean): boolean {
    return (pin ? this._letteredWithPin : this._lettered) > 0;
  }

  /** Somebody can enter with badge and PIN. */
  get anyWithPin(): boolean {
    return this._withPin > 0;
  }

  /** @returns The id; null for nobody's. */
  find(typed: string): string | null {
    return findByBadge(this._holders.get(normaliseBadge(typed)) ?? [], typed)?.id ?? null;
  }

  add(person: Holder): void {
    this._count(person, 1);
    if (person.badge === null) return;
    const key = normaliseBadge(person.badge);
    this._holders.set(key, [...(this._holders.get(key) ?? []), person]);
  }

  remove(person: Holder): void {
    this._count(person, -1);
    if (person.badge === null) return;
    const key = normaliseBadge(person.badge);
    const left = (this._holders.get(key) ?? []).filter(({ id }) => id !== person.id);
    if (left.length === 0) this._holders.delete(key);
    else this._holders.set(key, left);
  }

  private _count({ badge, pin }: Holder, by: 1 | -1): void {
    if (badge === null) return;
    if (pin !== null) this._withPin += by;
    if (!needsKeyboard(badge)) return;
    this._lettered += by;
    if (pin !== null) this._letteredWithPin += by;
  }
}
