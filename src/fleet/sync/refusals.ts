/** @file Which records a door did not take, and why. */
import type { FleetErrorCode } from '../errors.ts';
import type { RefusedRecord } from '../health-report.ts';
import type { Place } from '../sealed-record.ts';

/** Whoever may write there could fill the door's store with them otherwise. */
const MOST_REFUSED = 1_000;

export class Refusals {
  private readonly _whys = new Map<Place, FleetErrorCode>();

  /** @param _onChange - Gets all of them, the newest last. */
  constructor(private readonly _onChange: (refused: readonly RefusedRecord[]) => void) {}

  get all(): readonly RefusedRecord[] {
    return [...this._whys].map(([key, why]) => ({ key, why }));
  }

  get isFull(): boolean {
    return this._whys.size >= MOST_REFUSED;
  }

  note(place: Place, why: FleetErrorCode): void {
    if (this._whys.get(place) === why) return;
    // The newest comes last, and the oldest makes room.
    this._whys.delete(place);
    if (this.isFull) this._whys.delete([...this._whys.keys()][0]);
    this._whys.set(place, why);
    this._onChange(this.all);
  }

  /** It was taken, or is gone. */
  forget(place: Place): void {
    if (this._whys.delete(place)) this._onChange(this.all);
  }
}
