/**
 * @file Everything that a console does with people: reads and opens their records, searches, and changes them. Runs in
 * a worker, over a link of its own, so that 100,000 people stop no page.
 */
import type { Candidate } from '../../core/photos/choose-people.ts';
import type { Consent } from '../../core/template/types.ts';
import type { Link } from '../../fleet/link-types.ts';
import { personKey, ZONE } from '../../fleet/names.ts';
import { type Device, Roster } from '../../fleet/roster.ts';
import { Epochs } from './epochs.ts';
import { follow } from './follow.ts';
import { readList, writeList } from './hr-csv.ts';
import { changesOf, type ListPlan, planList, previewOf } from './hr-list.ts';
import type { KeptRecord, KeptRecords } from './kept-records.ts';
import type {
  EnrolmentModel,
  EnrolmentPreview,
  Erasure,
  FoundPeople,
  KnownPerson,
  ListPreview,
  PeopleFacts,
  PeopleListener,
  PeopleStart,
  PersonEdit,
  SitePeople,
} from './people-api.ts';
import { makeSiteClock, PeopleChanges } from './people-changes.ts';
import { idOf, PeopleCopy } from './people-copy.ts';
import { PhotoEnrolment } from './photo-enrolment.ts';
import { readEpoch, Resealing } from './reseal.ts';
import { openersOf } from './site-keys.ts';

/** While 100,000 people are read, each batch would be told. */
const TELL_EVERY_MS = 100;
/** Of records that are not taken, and of what a list changes, as many are named. */
const MOST_REFUSED_NAMED = 20;
const MOST_LIST_NAMED = 50;

export interface PeopleDeskOptions {
  /** Becomes the desk's. */
  readonly link: Link;
  readonly start: Pick<PeopleStart, 'zoneSecret' | 'keys'>;
  readonly kept: KeptRecords;
  readonly crypto: Crypto;
  readonly listener: Pick<PeopleListener, 'facts'>;
}

export class PeopleDesk implements SitePeople {
  private readonly _closing = new AbortController();
  private readonly _copy: PeopleCopy;
  private readonly _changes: PeopleChanges;
  private readonly _enrolment: PhotoEnrolment;
  private readonly _roster: Roster;
  private readonly _resealing: Resealing;
  /** Signed words that somebody is erased, by the person's id. */
  private readonly _erasures = new Map<string, KeptRecord>();
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _begun = false;
  private _isAnother = false;
  private _plan: ListPlan | null = null;

  private constructor(
    private readonly _options: PeopleDeskOptions,
    private readonly _epochs: Epochs,
  ) {
    const { link, crypto, start } = _options;
    const keys = { ...start.keys, epochs: _epochs };
    this._roster = new Roster(keys.verifier, crypto);
    const openers = openersOf(keys, this._roster);
    this._resealing = new Resealing(link, keys, openers.verifierOf, crypto);
    const clock = makeSiteClock(() => link.hubMs());
    this._copy = new PeopleCopy(openers, crypto, (stamp) => clock.hear(stamp));
    this._changes = new PeopleChanges(link, keys, this._copy, clock, crypto);
    this._enrolment = new PhotoEnrolment(link, this._copy, this._changes, crypto);
    this._copy.addEventListener('change', () => this._tell());
  }

  static async open(options: PeopleDeskOptions): Promise<PeopleDesk> {
    return new PeopleDesk(options, await Epochs.open(options.start.zoneSecret, options.crypto));
  }

  async setDevices(devices: readonly Device[]): Promise<void> {
    const before = this._roster.devices.length;
    for (const device of devices) {
      await this._roster.put(device);
      if (device.removed !== undefined) await this._epochs.raise(device.removed.lastEpoch + 1);
    }
    this._tell();
    if (!this._begun) {
      this._begun = true;
      void this._follow();
    } else if (this._roster.devices.length > before) {
      this._resealing.retry();
      await this._readRefused();
    }
  }

  find(wanted: string, from: number, most: number): Promise<FoundPeople> {
    const found = this._copy.find(wanted);
    return Promise.resolve({ people: found.slice(from, from + most), total: found.length });
  }

  get(id: string): Promise<KnownPerson | null> {
    return Promise.resolve(this._copy.get(id));
  }

  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = ids.flatMap((id) => this._copy.get(id) ?? []);
    return Promise.resolve(new Map(known.map(({ id, name }) => [id, name])));
  }

  holderOf(badge: string): Promise<string | null> {
    return Promise.resolve(this._copy.holderOf(badge));
  }

  schedules(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(this._copy.schedules());
  }

  edit(id: string, edit: PersonEdit): Promise<void> {
    return this._changes.edit(id, edit);
  }

  erase(id: string): Promise<Erasure> {
    return this._changes.erase(id);
  }

  writeList(): Promise<string> {
    return Promise.resolve(writeList(this._copy.find('')));
  }

  planList(text: string): Promise<ListPreview | null> {
    const rows = readList(text);
    this._plan = rows && planList(rows, this._copy.find(''), this._options.link.hubMs());
    return Promise.resolve(this._plan && previewOf(this._plan, MOST_LIST_NAMED));
  }

  async applyList(suspendGone: boolean, onDone: (done: number) => void): Promise<number> {
    if (this._plan === null) return 0;
    const changes = changesOf(this._plan, suspendGone ? this._options.link.hubMs() : null);
    for (const [at, { person, edit }] of changes.entries()) {
      await this._changes.edit(person.id, edit);
      onDone(at + 1);
    }
    this._plan = null;
    return changes.length;
  }

  planEnrolment(
    candidates: readonly Candidate[],
    model: EnrolmentModel,
    onShare: (share: number) => void,
  ): Promise<EnrolmentPreview | null> {
    return this._enrolment.plan(candidates, model, onShare);
  }

  enrolPlanned(consent: Consent, onDone: (done: number) => void): Promise<number> {
    return this._enrolment.enrol(consent, onDone);
  }

  dropEnrolment(): Promise<void> {
    this._enrolment.drop();
    return Promise.resolve();
  }

  async reseal(epoch: number): Promise<PeopleFacts> {
    await this._epochs.raise(epoch);
    await this._resealing.run(this._closing.signal, () => this._tell());
    return this._facts();
  }

  end(): void {
    clearTimeout(this._timer);
    this._enrolment.drop();
    this._closing.abort();
    void this._options.link.close();
  }

  private async _follow(): Promise<void> {
    const { link, kept } = this._options;
    const copy = this._copy;
    await this._takeKept(await kept.read('people'));
    await follow(
      link,
      'people',
      {
        take: async (records, behind) => {
          const epochs = records.flatMap((record) => this._resealing.note('people', record) ?? []);
          await this._epochs.need(epochs);
          await copy.take(records, behind);
          await this._keepErasures(
            records.flatMap(({ value, ...rest }) => (value ? { ...rest, value } : [])),
          );
          await this._eraseReturned();
        },
        begin: () => {
          copy.begin();
          this._resealing.begin('people');
          this._isAnother = true;
        },
        caughtUp: async () => {
          copy.caughtUp();
          if (!this._isAnother) return;
          await this._restore();
          this._isAnother = false;
        },
      },
      this._closing.signal,
    );
  }

  private async _takeKept(records: readonly KeptRecord[]): Promise<void> {
    await this._epochs.need(records.flatMap(({ value }) => readEpoch(value) ?? []));
    await this._copy.takeKept(records);
    for (const record of records) this._erasures.set(idOf(record), record);
  }

  private async _keepErasures(
    records: readonly (KeptRecord & { readonly revision: number })[],
  ): Promise<void> {
    const { kept } = this._options;
    const erasures = records.filter(
      (record) => this._copy.isErased(idOf(record)) && !this._copy.returned.has(idOf(record)),
    );
    if (erasures.length === 0) return;
    for (const record of erasures) this._erasures.set(idOf(record), record);
    await kept.keep('people', erasures);
  }

  /** A hub that was begun anew, or put back to a copy of before, gets what this console knows. */
  private async _restore(): Promise<void> {
    const { link } = this._options;
    for (const id of this._copy.untoldErasures) {
      const erasure = this._erasures.get(id);
      if (erasure === undefined) await this._changes.erase(id);
      // Where another record came first, it is read, and erased then.
      else await link.put('people', personKey(ZONE, id), erasure.value, 0);
    }
    await this._changes.restore();
  }

  /** No older hub brings anybody back whom this console knows as erased. */
  private async _eraseReturned(): Promise<void> {
    const { returned } = this._copy;
    for (const id of [...returned]) {
      returned.delete(id);
      await this._changes.erase(id).catch(() => returned.add(id));
    }
  }

  /** A record that came before its writer was in the roster is read again. */
  private async _readRefused(): Promise<void> {
    for (const id of [...this._copy.refused.keys()]) {
      const record = await this._options.link.get('people', personKey(ZONE, id)).catch(() => null);
      if (record === null) continue;
      await this._epochs.need([this._resealing.note('people', record) ?? 0]);
      await this._copy.take([record], this._copy.left ?? 0);
    }
  }

  private _tell(): void {
    this._timer ??= setTimeout(() => {
      this._timer = undefined;
      this._options.listener.facts(this._facts());
    }, TELL_EVERY_MS);
  }

  private _facts(): PeopleFacts {
    const { people, digest, revision, lastShut, left, refused } = this._copy;
    return {
      ...{ people, digest, revision, lastShut, left },
      refused: [...refused].slice(0, MOST_REFUSED_NAMED),
      refusedCount: refused.size,
      epoch: this._epochs.current,
      old: this._resealing.left,
    };
  }
}
