/** @file Everybody enrolled, the gallery that the pipeline compares with, and how near a face must come to it. */
import type { Policy } from '../core/decision/policies.ts';
import { galleryThreshold, mostPeopleMeasured } from '../core/fusion/gallery-threshold.ts';
import { matchableSubjects } from '../core/matcher/matchable-subjects.ts';
import { packGallery } from '../core/matcher/pack-gallery.ts';
import { matchedVectors } from '../core/template/matched-vectors.ts';
import type { PackedGallery } from '../core/matcher/types.ts';
import type { Subject } from '../core/template/types.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Settings } from '../storage/settings.ts';
import { peopleFingerprint } from '../storage/people-fingerprint.ts';
import type { UnreadableRecord } from '../storage/types.ts';
import type { Pipeline, PipelineReport } from '../workers/bridge.ts';
import type { ClockWatch } from './clock-watch.ts';

/** What the people are read from and handed to. */
export interface PeopleSources {
  readonly access: { readonly store: Pick<OpenStore, 'eraseExpired' | 'latestMs' | 'subjects'> | null };
  readonly pipeline: {
    readonly current: Pick<Pipeline, 'setGallery'> | null;
    readonly report: Pick<PipelineReport, 'embedder'> | null;
  };
  readonly site: {
    readonly settings: Pick<Settings, 'mode' | 'manyPeople'>;
    readonly policy: Pick<Policy, 'targetFpir'>;
  };
  readonly clock: Pick<ClockWatch, 'latestMs' | 'trust'>;
}

const NOBODY: ReadonlyMap<string, Subject> = new Map();

export class People {
  private _subjects = NOBODY;
  private _unreadable: readonly UnreadableRecord[] = [];
  private _outdated: readonly Subject[] = [];
  private _gallery: PackedGallery | null = null;
  private _recognisable = 0;
  private _isCurrent = true;
  private _nextExpiryMs = Infinity;
  /** Hashes of PINs: a new PIN has another. */
  private readonly _guessablePins = new Set<string>();

  /** @param _changed - Called after the people were read anew. */
  constructor(
    private readonly _sources: PeopleSources,
    private readonly _changed: () => void,
  ) {}

  /** Everybody enrolled with a valid consent, by id; those of another model too. Empty while locked. */
  get subjects(): ReadonlyMap<string, Subject> {
    return this._subjects;
  }

  get unreadable(): readonly UnreadableRecord[] {
    return this._unreadable;
  }

  /** Subjects whose template comes from another model: they cannot be recognised until they enrol again. */
  get outdated(): readonly Subject[] {
    return this._outdated;
  }

  /** The subjects of this model as the pipeline has them; null while locked or without a pipeline. */
  get gallery(): PackedGallery | null {
    return this._gallery;
  }

  /** How many of the gallery may be let in once they are recognised: those who are not suspended. */
  get recognisable(): number {
    return this._recognisable;
  }

  /** The people are as they are stored: the last `refresh()` did not fail. */
  get isCurrent(): boolean {
    return this._isCurrent;
  }

  /** When the first consent runs out, milliseconds since the epoch; Infinity while nobody is enrolled. */
  get nextExpiryMs(): number {
    return this._nextExpiryMs;
  }

  /** Whom a probe is compared with: the gallery, suspended people too; in verify mode only who is claimed. */
  get comparedCount(): number {
    if (!this._gallery) return 0;
    return this.mode === 'verify' ? 1 : this._gallery.subjectIds.length;
  }

  /** How people are recognised now: beyond what the model was measured with, only after they say who they are. */
  get mode(): Settings['mode'] {
    const { mode, manyPeople } = this._sources.site.settings;
    return mode === 'identify' && this.beyondMeasured !== null ? manyPeople : mode;
  }

  /** The most people that the model was measured with under this policy, where more are enrolled; null otherwise. */
  get beyondMeasured(): number | null {
    const { pipeline, site } = this._sources;
    if (!pipeline.report || !this._gallery) return null;
    const most = mostPeopleMeasured(pipeline.report.embedder, site.policy.targetFpir);
    return this._gallery.subjectIds.length > most ? most : null;
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
  hasGuessablePin({ pin }: Pick<Subject, 'pin'>): boolean {
    return pin !== null && this._guessablePins.has(pin.hash);
  }

  /**
   * Erases who has expired, reads everybody anew and hands the gallery to the pipeline. Call after every change.
   * @throws StorageError when somebody could not be erased; they are not among the people any more.
   */
  async refresh(): Promise<void> {
    const { access, pipeline, clock } = this._sources;
    const { store } = access;
    if (!store) return;
    this._isCurrent = false;
    const failure = await store.eraseExpired(Date.now(), clock.trust.expiryMs).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    clock.latestMs = await store.latestMs();
    const { subjects: stored, unreadable } = await store.subjects();
    this._nextExpiryMs = stored.reduce((ms, { consent }) => Math.min(ms, consent.retainUntilMs), Infinity);
    // Where they could not be erased, as on a full disk, they are compared with nobody all the same.
    const { expiryMs } = clock.trust;
    const subjects = stored.filter(({ consent }) => consent.retainUntilMs > expiryMs);
    this._subjects = new Map(subjects.map((subject) => [subject.id, subject]));
    this._unreadable = unreadable;
    const { current, report } = pipeline;
    if (current && report) {
      const { sha256, dimension } = report.embedder;
      const compared = matchableSubjects(subjects, sha256);
      this._recognisable = compared.filter(({ suspendedAtMs }) => suspendedAtMs === null).length;
      this._outdated = subjects.filter(
        ({ template }) => template !== null && template.modelSha256 !== sha256,
      );
      this._gallery = packGallery(
        compared.map(({ id, template }) => ({ id, embeddings: matchedVectors(template.embeddings) })),
        dimension,
      );
      await current.setGallery(this._gallery);
    }
    this._isCurrent = true;
    this._changed();
    if (failure !== null) throw failure.error;
  }

  /** The same at a kiosk that holds the same people. */
  fingerprint(): Promise<string> {
    return peopleFingerprint([...this._subjects.values()], crypto);
  }

  /** Forgets everybody. The caller clears the pipeline's gallery and tells of the change. */
  forget(): void {
    this._gallery?.vectors.fill(0);
    this._gallery = null;
    this._recognisable = 0;
    this._nextExpiryMs = Infinity;
    this._subjects = NOBODY;
    this._outdated = [];
    this._unreadable = [];
    this._guessablePins.clear();
  }
}
