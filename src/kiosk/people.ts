/**
 * @file Everybody enrolled, as the door needs to know them, and how near a face must come to the gallery. Vectors are
 * in the recognition worker alone, and names are read when they are shown.
 */
import type { Policy } from '../core/decision/policies.ts';
import { galleryThreshold, mostPeopleMeasured } from '../core/fusion/gallery-threshold.ts';
import type { EmbedderEntry } from '../core/manifest/types.ts';
import type { NamedPerson, Person, TemplateFacts } from '../core/template/types.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Settings } from '../storage/settings.ts';
import { isStorageError } from '../storage/errors.ts';
import type { PersonChange, UnreadableRecord } from '../storage/types.ts';
import type { Pipeline, PipelineReport } from '../workers/bridge.ts';
import { Badges } from './badges.ts';
import type { ClockWatch } from './clock-watch.ts';
import { Names } from './names.ts';

/** What the people are read from and handed to. */
export interface PeopleSources {
  readonly access: {
    readonly store: Pick<
      OpenStore,
      'checkRecords' | 'eraseExpired' | 'latestMs' | 'names' | 'readFaces' | 'readPeople' | 'takeChanges'
    > | null;
  };
  readonly pipeline: {
    readonly current: Pick<Pipeline, 'gallery' | 'putSubject' | 'removeSubject'> | null;
    readonly report: Pick<PipelineReport, 'embedder'> | null;
  };
  readonly site: {
    readonly settings: Pick<Settings, 'mode' | 'manyPeople'>;
    readonly policy: Pick<Policy, 'targetFpir'>;
  };
  readonly clock: Pick<ClockWatch, 'latestMs' | 'trust'>;
}

export interface PeopleHandlers {
  /** The people are others, or more is known of them. */
  changed(): void;
  /** More records may be doubted now. It is awaited before anything of them is believed. */
  doubted(): Promise<void>;
  failed(error: unknown): void;
}

/** A quarter of a second on a slow tablet. */
const MANY_PEOPLE = 2_000;
/** Of whom the pipeline is told at once. */
const TOLD_AT_ONCE = 256;
/** After a reading that failed, as where the system ended the worker: the next ones wait longer and longer. */
const READ_AGAIN_MS = { first: 2_000, longest: 300_000 };

type Store = NonNullable<PeopleSources['access']['store']>;

export class People {
  readonly names: Names;
  private _badges = new Badges();
  private _subjects = new Map<string, Person>();
  private _unreadable: readonly UnreadableRecord[] = [];
  private _outdated: readonly Person[] = [];
  private _compared = 0;
  private _recognisable = 0;
  private _isCurrent = true;
  private _nextExpiryMs = Infinity;
  /** Of the store that is open now. */
  private _readFrom: Store | null = null;
  private _reading: Reading | null = null;
  private _facesRead = false;
  private _readAgainMs = READ_AGAIN_MS.first;
  /** The store whose records were held against the people. */
  private _checkedOf: Store | null = null;
  private _checking: Promise<void> = Promise.resolve();
  /** Whose consent has run out, and who could not be erased. */
  private _unerased: readonly Person[] = [];
  /** What the pipeline was not told of yet. */
  private _untold: PersonChange[] = [];
  /** One telling after another. */
  private _telling: Promise<void> = Promise.resolve();
  /** The same object each time, as long as nothing of the person changes. */
  private readonly _shown = new WeakMap<Person, NamedPerson>();
  /** Hashes of PINs: a new PIN has another. */
  private readonly _guessablePins = new Set<string>();

  constructor(
    private readonly _sources: PeopleSources,
    private readonly _handlers: PeopleHandlers,
  ) {
    this.names = new Names(
      () => this._sources.access.store,
      () => {
        this._handlers.changed();
      },
      (error) => {
        this._handlers.failed(error);
      },
    );
  }

  /** Everybody enrolled with a valid consent, by id; those of another model too. Empty while locked. */
  get subjects(): ReadonlyMap<string, Person> {
    return this._subjects;
  }

  get badges(): Pick<Badges, 'find' | 'hasLetters' | 'anyWithPin'> {
    return this._badges;
  }

  get unreadable(): readonly UnreadableRecord[] {
    return this._unreadable;
  }

  /** Subjects whose template comes from another model: they cannot be recognised until they enrol again. */
  get outdated(): readonly Person[] {
    return this._outdated;
  }

  /** How many of the gallery may be let in once they are recognised: those who are not suspended. */
  get recognisable(): number {
    return this._recognisable;
  }

  /** The people are as they are stored: the last `refresh()` did not fail. */
  get isCurrent(): boolean {
    return this._isCurrent;
  }

  /**
   * How much of the gallery the pipeline has, [0, 1]; null once it has all of it. Until then nobody may be judged by
   * face: the one who looks like them might not be there yet.
   */
  get facesShare(): number | null {
    return this._facesRead || this._sources.pipeline.current === null ? null : (this._reading?.share ?? 0);
  }

  /** Reading everybody takes long enough to tell of it. */
  get readsLong(): boolean {
    return this._subjects.size >= MANY_PEOPLE;
  }

  /** When the first consent runs out, milliseconds since the epoch; Infinity while nobody is enrolled. */
  get nextExpiryMs(): number {
    return this._nextExpiryMs;
  }

  /** Whom a probe is compared with: the gallery, suspended people too; in verify mode only who is claimed. */
  get comparedCount(): number {
    return this.mode === 'verify' ? Math.min(1, this._compared) : this._compared;
  }

  /** How people are recognised now: beyond what the model was measured with, only after they say who they are. */
  get mode(): Settings['mode'] {
    const { mode, manyPeople } = this._sources.site.settings;
    return mode === 'identify' && this.beyondMeasured !== null ? manyPeople : mode;
  }

  /** The most people that the model was measured with under this policy, where more are enrolled; null otherwise. */
  get beyondMeasured(): number | null {
    const { pipeline, site } = this._sources;
    if (!pipeline.report || this._compared === 0) return null;
    const most = mostPeopleMeasured(pipeline.report.embedder, site.policy.targetFpir);
    return this._compared > most ? most : null;
  }

  /**
   * Cosine that a match needs under a policy, in the present mode. In verify mode the number of people plays no part.
   * @throws Error before the first pipeline has started.
   */
  similarityThresholdFor({ targetFpir }: Policy): number {
    const { report } = this._sources.pipeline;
    if (!report) throw new Error('The similarity threshold depends on the model, which is not loaded yet.');
    return galleryThreshold(report.embedder, targetFpir, this.comparedCount).threshold;
  }

  /** The subject's PIN was typed, and it is easy to guess. Nothing of it is stored. */
  noteGuessablePin(subjectId: string): void {
    const pin = this._subjects.get(subjectId)?.pin;
    if (pin) this._guessablePins.add(pin.hash);
  }

  /** As far as it was typed since the kiosk was unlocked. */
  hasGuessablePin({ pin }: Pick<Person, 'pin'>): boolean {
    return pin !== null && this._guessablePins.has(pin.hash);
  }

  /** Somebody as a screen shows them, where the name is read already; null otherwise. It is read then. */
  shown(id: string): NamedPerson | null {
    const person = this._subjects.get(id);
    const name = person && this.names.of(id);
    if (!person || typeof name !== 'string') return null;
    const before = this._shown.get(person);
    if (before?.name === name) return before;
    const shown = { ...person, name };
    this._shown.set(person, shown);
    return shown;
  }

  /** People with their names, without those who are not here any more. */
  async named(ids: readonly string[]): Promise<readonly NamedPerson[]> {
    const names = await this.names.read(ids);
    return ids.flatMap((id, at) => {
      const [person, name] = [this._subjects.get(id), names[at]];
      return person !== undefined && name !== null ? { ...person, name } : [];
    });
  }

  /**
   * Erases who has expired, takes over what the store has changed, and tells the pipeline. Reads everybody where the
   * store was opened anew. Call it after every change.
   * @throws StorageError when somebody could not be erased; they are not among the people any more.
   */
  async refresh(): Promise<void> {
    const { access, clock } = this._sources;
    const { store } = access;
    if (!store) return;
    this._isCurrent = false;
    clock.latestMs = await store.latestMs();
    if (this._readFrom !== store) await this._readAll(store);
    else if (!this._facesRead && this._reading === null) this._readFaces(store);
    this._take(store);
    const failure = await this._eraseExpired(store);
    this._take(store);
    this._count();
    await this._tell();
    this._isCurrent = true;
    this._handlers.changed();
    if (failure !== null) throw failure.error;
  }

  /** As `refresh`, of everybody anew: an administrator has decided what is to be believed of them. */
  async readAnew(): Promise<void> {
    this._readFrom = null;
    await this.refresh();
  }

  /** The pipeline runs on a new worker, which has no gallery yet. */
  pipelineStarted(): void {
    [this._facesRead, this._reading] = [false, null];
    this._count();
    const { store } = this._sources.access;
    if (store !== null && this._readFrom === store) this._readFaces(store);
  }

  /** Resolves once what is under way is read and held against each other. */
  async settled(): Promise<void> {
    await this._reading?.done;
    await this._checking;
  }

  /** Forgets everybody. The caller clears the pipeline's gallery and tells of the change. */
  forget(): void {
    for (const { vectors } of this._untold.splice(0)) for (const vector of vectors) vector.fill(0);
    [this._readFrom, this._facesRead, this._reading, this._checkedOf] = [null, false, null, null];
    this._unerased = [];
    [this._compared, this._recognisable] = [0, 0];
    this._nextExpiryMs = Infinity;
    this._subjects = new Map();
    this._badges = new Badges();
    this.names.forgetAll();
    this._outdated = [];
    this._unreadable = [];
    this._guessablePins.clear();
  }

  private async _readAll(store: Store): Promise<void> {
    let subjects = new Map<string, Person>();
    let badges = new Badges();
    let unreadable: string[] = [];
    await store.readPeople(
      {
        begin: () => {
          subjects = new Map();
          badges = new Badges();
          unreadable = [];
        },
        add: (people, ids) => {
          for (const person of people) {
            subjects.set(person.id, person);
            badges.add(person);
          }
          unreadable.push(...ids);
        },
      },
      Date.now(),
    );
    await this._handlers.doubted();
    [this._subjects, this._badges, this._unreadable] = [subjects, badges, []];
    this._noteUnreadable(unreadable);
    this._readFrom = store;
    this._readFaces(store);
  }

  /** Reads on in the background: the door opens for badge and PIN meanwhile. */
  private _readFaces(store: Store): void {
    const { current, report } = this._sources.pipeline;
    const reading: Reading = { share: 0, done: Promise.resolve() };
    const isWanted = (): boolean => this._reading === reading;
    const read = async (): Promise<void> => {
      if (current === null || report === null) return;
      const whole = await store.readFaces(report.embedder, current.gallery, Date.now(), (share) => {
        reading.share = share;
        if (isWanted()) this._handlers.changed();
      });
      if (!isWanted()) return;
      if (!whole) {
        await this._handlers.doubted();
        this._readFrom = null;
        this._reading = null;
        await this.refresh();
        return;
      }
      for (const id of this._leftOut()) await current.removeSubject(id);
      this._facesRead = true;
      this._readAgainMs = READ_AGAIN_MS.first;
      this._handlers.changed();
    };
    this._facesRead = false;
    this._reading = reading;
    reading.done = read()
      .catch((error: unknown) => {
        // Another reading took this one's place.
        if (!isWanted() && this._reading !== null) return;
        this._failedToRead(store, error);
      })
      .finally(() => {
        if (!isWanted()) return;
        this._reading = null;
        this._checking = this._check(store);
      });
  }

  /** Once for each opening of the store: records, which the door does not read, against what it has read. */
  private async _check(store: Store): Promise<void> {
    if (this._readFrom !== store || this._checkedOf === store) return;
    this._checkedOf = store;
    try {
      const { unreadable, settled } = await store.checkRecords(Date.now(), () => undefined);
      if (this._readFrom !== store) return;
      if (settled) {
        await this._handlers.doubted();
        this._readFrom = null;
      }
      await this.refresh();
      this._noteUnreadable(unreadable);
      await this._tell();
      this._count();
      this._handlers.changed();
    } catch (error) {
      if (!isStorageError(error, 'locked')) this._handlers.failed(error);
    }
  }

  /** Reads everybody again in a while. Until then the door opens by badge, as while everybody is read. */
  private _failedToRead(store: Store, error: unknown): void {
    if (isStorageError(error, 'locked')) return;
    this._handlers.failed(error);
    this._readFrom = null;
    setTimeout(() => {
      if (this._sources.access.store !== store || this._readFrom === store) return;
      this.refresh().catch((again: unknown) => {
        if (this._readFrom === store) this._handlers.failed(again);
        else this._failedToRead(store, again);
      });
    }, this._readAgainMs);
    this._readAgainMs = Math.min(2 * this._readAgainMs, READ_AGAIN_MS.longest);
  }

  /** Nobody is compared with a record that does not open. */
  private _noteUnreadable(ids: readonly string[]): void {
    const known = new Set(this._unreadable.map(({ id }) => id));
    const added = ids.filter((id) => !known.has(id));
    if (added.length === 0) return;
    this._unreadable = [...this._unreadable, ...added.map((id) => ({ id, code: 'tampered' as const }))];
    this._apply(added.map((id) => ({ id, person: null, vectors: [] })));
  }

  private _take(store: Store): void {
    const changes = store.takeChanges();
    if (changes.length === 0) return;
    // A record that was stored anew opens; one that was erased is not there.
    const ids = new Set(changes.map(({ id }) => id));
    this._unreadable = this._unreadable.filter(({ id }) => !ids.has(id));
    this._apply(changes);
  }

  private _apply(changes: readonly PersonChange[]): void {
    // Whoever compares the maps sees that somebody is another.
    const subjects = new Map(this._subjects);
    for (const { id, person } of changes) {
      const before = subjects.get(id);
      if (before !== undefined) this._badges.remove(before);
      if (person === null) {
        subjects.delete(id);
        this.names.forget(id);
      } else {
        this.names.changed(id);
        subjects.set(id, person);
        this._badges.add(person);
      }
    }
    this._subjects = subjects;
    this._untold.push(...changes);
  }

  private async _eraseExpired(store: Store): Promise<{ readonly error: unknown } | null> {
    const { expiryMs } = this._sources.clock.trust;
    const ended = [...this._subjects.values()].filter(({ consent }) => consent.retainUntilMs <= expiryMs);
    const expired = [...this._unerased, ...ended];
    if (expired.length === 0) return null;
    const failure = await store.eraseExpired(Date.now(), expiryMs).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    // Where they could not be erased, as on a full disk, they are compared with nobody all the same.
    this._apply(expired.map(({ id }) => ({ id, person: null, vectors: [] })));
    this._unerased = failure === null ? [] : expired;
    return failure;
  }

  /** Who is in the store's blocks and must not be compared with. */
  private _leftOut(): readonly string[] {
    return [...this._unreadable, ...this._unerased].map(({ id }) => id);
  }

  private _count(): void {
    const model = this._sources.pipeline.report?.embedder;
    let [compared, recognisable, nextExpiryMs] = [0, 0, Infinity];
    const outdated: Person[] = [];
    for (const person of this._subjects.values()) {
      nextExpiryMs = Math.min(nextExpiryMs, person.consent.retainUntilMs);
      if (person.template === null || model === undefined) continue;
      if (!isOf(person.template, model)) outdated.push(person);
      else {
        compared += 1;
        if (person.suspendedAtMs === null) recognisable += 1;
      }
    }
    for (const { consent } of this._unerased) nextExpiryMs = Math.min(nextExpiryMs, consent.retainUntilMs);
    [this._compared, this._recognisable, this._nextExpiryMs] = [compared, recognisable, nextExpiryMs];
    this._outdated = outdated;
  }

  /** Tells the pipeline who is another, once it has everybody: what is being read may be from before. */
  private async _tell(): Promise<void> {
    if (this._untold.length > 0) await this._reading?.done;
    const told = this._telling.then(() => this._tellAll());
    this._telling = told.catch(() => undefined);
    return told;
  }

  private async _tellAll(): Promise<void> {
    const { current, report } = this._sources.pipeline;
    const told = current !== null && report !== null && this._facesRead;
    while (this._untold.length > 0) {
      const some = this._untold.splice(0, TOLD_AT_ONCE);
      try {
        // Their order stays. One after another, each would wait for its way to the worker and back.
        if (told) await Promise.all(some.map((change) => tellOf(change, current, report.embedder)));
      } catch (error) {
        this._untold.unshift(...some);
        throw error;
      }
      // Without a pipeline that has everybody: it will read them.
      for (const { vectors } of some) for (const vector of vectors) vector.fill(0);
    }
  }
}

function tellOf(
  { id, person, vectors }: PersonChange,
  pipeline: Pick<Pipeline, 'putSubject' | 'removeSubject'>,
  model: Pick<EmbedderEntry, 'sha256' | 'dimension'>,
): Promise<void> {
  const isCompared = person?.template && isOf(person.template, model);
  return isCompared ? pipeline.putSubject(id, vectors) : pipeline.removeSubject(id);
}

function isOf(template: TemplateFacts, model: Pick<EmbedderEntry, 'sha256' | 'dimension'>): boolean {
  return template.modelSha256 === model.sha256 && template.dimension === model.dimension;
}

/** Faces that are being read. */
interface Reading {
  /** [0, 1]. */
  share: number;
  done: Promise<void>;
}
