/**
 * @file Counts how long the door has not heard its hub, over restarts too: the store keeps the count, sealed. Where the
 * site allows no longer, it logs that once, and once that the hub is back. Loaded by kiosks that are in a fleet.
 */
import * as v from 'valibot';
import { countOn, type HubAbsence, isOverdue } from '../core/site/hub-absence.ts';
import type { ClockReading } from '../core/schedule/clock.ts';
import type { LinkStatus } from '../fleet/link-types.ts';
import { decodeUtf8, encodeUtf8 } from '../storage/bytes.ts';
import { isStorageError } from '../storage/errors.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { AuditEvent } from '../storage/types.ts';

const StoredSchema = v.object({
  awayMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
  wallMs: v.pipe(v.number(), v.finite()),
  /** The log says that the door waits too long. */
  told: v.boolean(),
});

export interface HubWatchOptions {
  readonly store: Pick<OpenStore, 'hubAbsence' | 'changeHubAbsence'>;
  readonly read: () => ClockReading;
  /** For how many days the door may work without the hub; null for ever. */
  readonly days: () => number | null;
  /** The door asks for more from now on, or no longer. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

const LOOK_EVERY_MS = 60_000;
/** A power cut loses no more of the count. */
const KEEP_EVERY_MS = 10 * 60_000;
/** What was kept was altered or removed: nobody knows for how long. */
const UNKNOWN_MS = Number.MAX_SAFE_INTEGER;

export class HubWatch {
  /** Null until it is read. */
  private _absence: HubAbsence | null = null;
  private _isHeard = false;
  private _told = false;
  private _keptSteadyMs = -Infinity;
  private _wasOverdue = true;
  private _hasEnded = false;
  private _timer: ReturnType<typeof setInterval> | undefined;
  /** One look after another. */
  private _looking: Promise<void> = Promise.resolve();

  constructor(private readonly _options: HubWatchOptions) {}

  /** Of the last moment that the hub was heard; null before that is known. */
  get awayMs(): number | null {
    if (this._isHeard) return 0;
    return this._absence && countOn(this._absence, this._options.read()).awayMs;
  }

  get isOverdue(): boolean {
    return isOverdue(this.awayMs ?? UNKNOWN_MS, this._options.days());
  }

  /** Until `end`. */
  async begin(): Promise<void> {
    const { store, read } = this._options;
    this._timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    const { wallMs, steadyMs } = read();
    const kept = await store.hubAbsence().then(
      (bytes) => (bytes === null ? null : v.parse(StoredSchema, JSON.parse(decodeUtf8(bytes)))),
      (error: unknown) => {
        if (!isStorageError(error, 'tampered')) throw error;
        return { awayMs: UNKNOWN_MS, wallMs, told: false };
      },
    );
    this._told = kept?.told ?? false;
    this._absence = { awayMs: kept?.awayMs ?? 0, at: { wallMs: kept?.wallMs ?? wallMs, steadyMs } };
    await this.look();
  }

  follow(status: LinkStatus): void {
    const isHeard = status === 'up';
    if (this._isHeard === isHeard) return;
    if (!isHeard) this._absence = { awayMs: 0, at: this._options.read() };
    this._isHeard = isHeard;
    void this.look();
  }

  end(): void {
    this._hasEnded = true;
    clearInterval(this._timer);
  }

  /** Keeps the count where that is due, and logs what is to be told. */
  look(): Promise<void> {
    this._looking = this._looking.then(() => this._look()).catch(this._options.onError);
    return this._looking;
  }

  private async _look(): Promise<void> {
    const { store, read, days, onChange } = this._options;
    if (this._absence === null || this._hasEnded) return;
    const now = read();
    this._absence = this._isHeard ? { awayMs: 0, at: now } : countOn(this._absence, now);
    const { awayMs, at } = this._absence;
    const overdue = this.isOverdue;
    if (overdue !== this._wasOverdue) {
      this._wasOverdue = overdue;
      onChange();
    }
    const isNews = overdue !== this._told;
    if (!isNews && now.steadyMs - this._keptSteadyMs < KEEP_EVERY_MS) return;
    const event: AuditEvent = overdue ? { kind: 'hubOverdue', days: days() ?? 0 } : { kind: 'hubInTime' };
    const stored = { awayMs, wallMs: at.wallMs, told: overdue };
    const bytes = encodeUtf8(JSON.stringify(stored));
    await store.changeHubAbsence(bytes, isNews ? event : null, Date.now());
    [this._told, this._keptSteadyMs] = [overdue, now.steadyMs];
  }
}
