/**
 * @file The names of people, read when they are shown and not before. It holds those that were shown lately.
 */
import type { OpenStore } from '../storage/open-store.ts';

/** A screen shows fifty people at most. */
const MOST_KEPT = 400;

export class Names {
  /** By id, the ones asked for last at the end. */
  private readonly _known = new Map<string, string | null>();
  /** Known, and perhaps another by now. */
  private readonly _stale = new Set<string>();
  private readonly _wanted = new Set<string>();
  private _reading = false;

  /** @param _changed - Called when names have come that were asked for. */
  constructor(
    private readonly _store: () => Pick<OpenStore, 'names'> | null,
    private readonly _changed: () => void,
    private readonly _failed: (error: unknown) => void,
  ) {}

  /** The names that are known now. Nobody else's can be in any text of the page. */
  get known(): Iterable<string | null> {
    return this._known.values();
  }

  /**
   * @returns Null where it is not known yet, and is read now; and for nobody. After a change the name of before, until
   * the present one is read: what shows somebody must not vanish meanwhile.
   */
  of(id: string): string | null {
    const known = this._known.get(id);
    if (known === undefined || this._stale.delete(id)) {
      this._wanted.add(id);
      void this._read();
    }
    if (known === undefined) return null;
    this._known.delete(id);
    this._known.set(id, known);
    return known;
  }

  /** As `of`, once it is read. @throws StorageError. */
  async read(ids: readonly string[]): Promise<readonly (string | null)[]> {
    const store = this._store();
    return store === null ? ids.map(() => null) : store.names(ids);
  }

  /** Somebody's name may be another now. */
  changed(id: string): void {
    if (this._known.has(id)) this._stale.add(id);
  }

  /** Somebody is erased. */
  forget(id: string): void {
    this._known.delete(id);
    this._stale.delete(id);
  }

  forgetAll(): void {
    this._known.clear();
    this._stale.clear();
    this._wanted.clear();
  }

  /** One at a time; what is asked for meanwhile comes in the next. */
  private async _read(): Promise<void> {
    if (this._reading) return;
    this._reading = true;
    try {
      // A screen asks for all of its names one after the other.
      await Promise.resolve();
      while (this._wanted.size > 0) {
        const ids = [...this._wanted];
        this._wanted.clear();
        const store = this._store();
        const names = await this.read(ids);
        // A locked kiosk knows nobody, and what it knew before is forgotten.
        if (store === null || store !== this._store()) continue;
        for (const [at, id] of ids.entries()) this._known.set(id, names[at]);
        for (const id of this._known.keys()) {
          if (this._known.size <= MOST_KEPT) break;
          this._known.delete(id);
        }
        this._changed();
      }
    } catch (error) {
      this._failed(error);
    } finally {
      this._reading = false;
    }
  }
}
