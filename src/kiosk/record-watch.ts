/**
 * @file What the kiosk doubts of its stored records: those that did not fit the others when it was unlocked. Until an
 * administrator has looked, nobody whose record is doubted is let in.
 */
import type { OpenStore } from '../storage/open-store.ts';
import type { Doubts } from '../storage/types.ts';
import type { Access } from './access.ts';

const NONE: Doubts = { records: [], people: [] };

interface RecordWatchHandlers {
  /** An administrator has accepted what is stored: settings and hours hold as they are stored. */
  accepted(store: OpenStore): Promise<void>;
  onChange(): void;
}

export class RecordWatch {
  private _doubts = NONE;

  constructor(
    private readonly _access: Pick<Access, 'store' | 'storeFor'>,
    private readonly _handlers: RecordWatchHandlers,
  ) {}

  get doubts(): Doubts {
    return this._doubts;
  }

  get any(): boolean {
    return this._doubts.records.length > 0 || this._doubts.people.length > 0;
  }

  /**
   * Whether the subject's record may be an old one, which undoes a suspension or an erasure. So they do not pass, by
   * face or by badge and PIN; everybody else does.
   */
  isDoubted(subjectId: string): boolean {
    const { people } = this._doubts;
    return people === 'all' || people.includes(subjectId);
  }

  async read(store: Pick<OpenStore, 'doubts'>): Promise<void> {
    this._doubts = await store.doubts();
    this._handlers.onChange();
  }

  /** What was saved or erased may have settled some of it. */
  async follow(): Promise<void> {
    const { store } = this._access;
    if (store !== null && this.any) await this.read(store);
  }

  /** @throws StorageError `locked`, `notPermitted`. */
  async accept(): Promise<void> {
    const store = this._access.storeFor('storedRecords');
    await store.acceptDoubts(Date.now());
    await this._handlers.accepted(store);
    await this.read(store);
  }

  forget(): void {
    this._doubts = NONE;
  }
}
