/**
 * @file The one kiosk session that all screens share: camera, pipeline, opened store and gallery.
 *
 * It outlives every page, so going from the door to enrolment and back restarts nothing. It draws nothing.
 */
import type { DoorActuator } from '../actuators/types.ts';
import { POLICIES, type Policy } from '../core/decision/policies.ts';
import { similarityThreshold } from '../core/fusion/similarity-threshold.ts';
import { matchableSubjects } from '../core/matcher/matchable-subjects.ts';
import { packGallery } from '../core/matcher/pack-gallery.ts';
import { isPermitted, type Permission, type Role } from '../core/site/permissions.ts';
import type { Subject } from '../core/template/types.ts';
import { Camera, type VideoSource } from '../runtime/camera.ts';
import { type Capabilities, readCapabilities } from '../runtime/capabilities.ts';
import { VideoFile } from '../runtime/video-file.ts';
import { StorageError, isStorageError } from '../storage/errors.ts';
import { DEFAULT_SETTINGS } from '../storage/settings.ts';
import type { BesideSettings } from '../storage/settings-changes.ts';
import { DEFAULT_SITE_RULES, type SiteRules } from '../storage/site-rules-codec.ts';
import { createStorage } from '../storage/create-storage.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Settings } from '../storage/settings.ts';
import type { Storage } from '../storage/create-storage.ts';
import type {
  AuditEvent,
  Authority,
  Credential,
  CredentialChange,
  Imported,
  UnreadableRecord,
} from '../storage/types.ts';
import { Pipeline, type PipelineOptions, type PipelineReport } from '../workers/bridge.ts';
import type { PackedGallery } from '../core/matcher/types.ts';
import { ClockWatch } from './clock-watch.ts';
import { DailyUpkeep } from './daily-upkeep.ts';
import { DoorOutputs } from './door-outputs.ts';
import { type DrillPlan, DrillRun } from './drill-run.ts';
import { ErrorRing } from './error-ring.ts';
import { HealthMonitor } from './health-monitor.ts';
import { InjectionMonitor } from './injection-monitor.ts';
import { OfflineCopy } from './offline-copy.ts';
import { markSetUp } from './set-up-mark.ts';

export type PageName = 'check' | 'enroll';

/** What holds when the stored settings were altered: the most careful policy until the operator sets them anew. */
const DISTRUSTED_SETTINGS: Settings = { ...DEFAULT_SETTINGS, policy: 'strict' };

const NO_SUBJECTS: ReadonlyMap<string, Subject> = new Map();

/**
 * Events: `change` whenever a property below changed; `navigate` (detail: PageName) when a page asks for another.
 */
export class KioskSession extends EventTarget {
  /** Absolute URL of the app's root; ends in a slash. */
  readonly baseUrl: string;
  readonly storage: Storage;
  readonly camera = new Camera();
  readonly health = new HealthMonitor();
  readonly injection = new InjectionMonitor(this.camera);
  /** The last errors of this page. */
  readonly errors = new ErrorRing();
  readonly clock = new ClockWatch();
  /** Of the kiosk itself, on this device. */
  readonly offline = new OfflineCopy();

  private _capabilities: Capabilities | null = null;
  private _pipeline: Pipeline | null = null;
  private _pipelineStart: Promise<Pipeline> | null = null;
  private _report: PipelineReport | null = null;
  private _pipelineError: Error | null = null;
  private _demo: VideoFile | null = null;
  private _drill: DrillRun | null = null;
  private _store: OpenStore | null = null;
  private _authority: Authority | null = null;
  private _settings: Settings = DEFAULT_SETTINGS;
  private _subjects = NO_SUBJECTS;
  private _unreadable: readonly UnreadableRecord[] = [];
  private _outdated: readonly Subject[] = [];
  private _gallery: PackedGallery | null = null;
  private _settingsDistrusted = false;
  private _rules = DEFAULT_SITE_RULES;
  private _rulesDistrusted = false;
  private _restarts = 0;
  private _logDays: number | null = null;
  private readonly _outputs = new DoorOutputs(this);
  private readonly _upkeep = new DailyUpkeep(
    () => this._keepUp(),
    (error) => {
      // Locked meanwhile: the next who unlocks begins it anew.
      if (!isStorageError(error, 'locked')) this.noteError(error);
    },
  );

  constructor(baseUrl: string, storage: Storage = createStorage()) {
    super();
    this.baseUrl = baseUrl;
    this.storage = storage;
    this.offline.addEventListener('change', () => {
      this._changed();
    });
  }

  get capabilities(): Capabilities | null {
    return this._capabilities;
  }
  /** Null until `startPipeline()` has succeeded. */
  get pipeline(): Pipeline | null {
    return this._pipeline;
  }
  /** What the models run on; kept while a crashed worker is started again. */
  get report(): PipelineReport | null {
    return this._report;
  }
  /** Why the pipeline stopped or did not start; null while it runs or starts. */
  get pipelineError(): Error | null {
    return this._pipelineError;
  }
  /** What the pages look through: the camera, or in demo mode the video file. */
  get source(): VideoSource {
    return this._demo ?? this.camera;
  }
  get demo(): boolean {
    return this._demo !== null;
  }
  /** The red-team drill under way: no verdict opens the door meanwhile. */
  get drill(): DrillRun | null {
    return this._drill;
  }
  /** Null while locked. What a person at the screen asks for goes through `storeFor`. */
  get store(): OpenStore | null {
    return this._store;
  }
  /** Of who is at the screen, as far as they have shown; null for whoever stands at the door. */
  get role(): Role | null {
    return this._authority?.role ?? null;
  }
  get settings(): Settings {
    return this._settings;
  }
  /** What a grant opens, by the settings. */
  get door(): DoorActuator {
    return this._outputs.door;
  }
  /** The stored settings were altered: the strict policy holds until the operator saves settings again. */
  get settingsDistrusted(): boolean {
    return this._settingsDistrusted;
  }
  /** Who may pass when, and what people agree to. */
  get rules(): SiteRules {
    return this._rules;
  }
  /** The stored rules were altered or removed: nobody passes until the administrator saves them again. */
  get rulesDistrusted(): boolean {
    return this._rulesDistrusted;
  }
  /** For how many days entries of the log are kept; null for ever. */
  get logDays(): number | null {
    return this._logDays;
  }
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
  /** How often a crashed worker was started again since the page was opened. */
  get restarts(): number {
    return this._restarts;
  }
  get policy(): Policy {
    return POLICIES[this._settings.policy];
  }
  /** Subjects that can be recognised now. */
  get subjectCount(): number {
    return this._gallery?.subjectIds.length ?? 0;
  }

  /** Embeddings that a probe is compared with: the gallery's, or in verify mode those of its largest template. */
  get comparisonCount(): number {
    if (!this._gallery) return 0;
    const { rowOffsets } = this._gallery;
    if (this._settings.mode !== 'verify') return rowOffsets[rowOffsets.length - 1];
    return rowOffsets.reduce((most, end, at) => Math.max(most, at > 0 ? end - rowOffsets[at - 1] : 0), 0);
  }

  /**
   * Cosine that a match needs under the present policy and mode. In verify mode the number of people plays no part.
   * @throws Error before the first pipeline has started.
   */
  get similarityThreshold(): number {
    return this.similarityThresholdFor(this.policy);
  }

  /** As `similarityThreshold`, under another policy than the present one. */
  similarityThresholdFor({ targetFpir }: Policy): number {
    if (!this._report)
      throw new Error('The similarity threshold depends on the model, which is not loaded yet.');
    return similarityThreshold(this._report.embedder.operatingPoints, targetFpir, this.comparisonCount)
      .threshold;
  }

  async readCapabilities(): Promise<Capabilities> {
    this._capabilities = await readCapabilities();
    this._changed();
    return this._capabilities;
  }

  /**
   * Loads and tests the models, once; a failed start may be tried again.
   * @throws PipelineError
   */
  startPipeline(): Promise<Pipeline> {
    this._pipelineStart ??= this._start().catch((error: unknown) => {
      this._stopped(error);
      throw error;
    });
    return this._pipelineStart;
  }

  private async _start(): Promise<Pipeline> {
    const pipeline = await Pipeline.start({ baseUrl: this.baseUrl, ...pipelineChoice(location.search) });
    pipeline.addEventListener('restart', () => {
      this._restarts += 1;
      this._changed();
    });
    pipeline.addEventListener('failed', (event) => {
      pipeline.close();
      this._stopped((event as CustomEvent<unknown>).detail);
    });
    this._pipelineError = null;
    this._pipeline = pipeline;
    this._report = pipeline.report;
    if (this._store) await this.refreshGallery();
    this._changed();
    return pipeline;
  }

  private _stopped(error: unknown): void {
    this._pipeline = null;
    this._pipelineStart = null;
    this._pipelineError = error instanceof Error ? error : new Error(String(error));
    this.noteError(this._pipelineError);
    this._changed();
  }

  /** For the health page and the diagnostics file; whatever in it names a person is left out. */
  noteError(error: unknown): void {
    const words = [...this._subjects.values()].flatMap(({ name, badge }) =>
      badge === null ? [name] : [name, badge],
    );
    this.errors.record(error, Date.now(), words);
  }

  may(permission: Permission): boolean {
    return isPermitted(this.role, permission);
  }

  /** The store, for what the person at the screen may do. @throws Error while locked, and for who may not. */
  storeFor(permission: Permission): OpenStore {
    if (this._store === null) throw new StorageError('locked');
    if (!this.may(permission)) throw new StorageError('notPermitted');
    return this._store;
  }

  /**
   * Somebody at the unlocked kiosk shows who they are, until `dismiss()`.
   * @throws StorageError `wrongPassphrase`, `wrongPasskey`; Error while locked.
   */
  async authorise(credential: Credential): Promise<void> {
    const store = this._store;
    if (store === null) throw new StorageError('locked');
    const authority = await store.authorise(credential, Date.now());
    // Locked meanwhile: nobody is at the screen of a store that is gone.
    if (this._store !== store) throw new StorageError('locked');
    this._authority = authority;
    this._changed();
  }

  /** Whoever comes next has shown nothing. */
  dismiss(): void {
    if (this._authority === null) return;
    this._authority = null;
    this._changed();
  }

  /** @throws StorageError `weakPassphrase`, `samePassphrase`; Error for who may not. */
  async changeCredentials(change: CredentialChange): Promise<void> {
    const store = this.storeFor('credentials');
    if (this._authority) await store.changeCredentials(this._authority, change, Date.now());
  }

  /** Takes over an opened store and loads its settings and people. Who unlocked it is at the screen. */
  async open(store: OpenStore): Promise<void> {
    try {
      this._settings = await store.settings();
      this._settingsDistrusted = false;
    } catch (error) {
      if (!isStorageError(error, 'tampered')) throw error;
      this._settings = DISTRUSTED_SETTINGS;
      this._settingsDistrusted = true;
    }
    await this._readRules(store);
    this._logDays = await store.logDays();
    this._store = store;
    markSetUp();
    this._authority = { role: store.role };
    this._outputs.follow();
    await this.refreshGallery();
    this._upkeep.start();
  }

  /** Erases whose consent has run out, and removes what is too old from the log. */
  private async _keepUp(): Promise<void> {
    const store = this._store;
    if (store === null) return;
    const erased = await store.eraseExpired(Date.now());
    if (erased.length > 0) await this.refreshGallery();
    await store.removeOldEntries(Date.now());
  }

  private async _readRules(store: OpenStore): Promise<void> {
    try {
      this._rules = await store.siteRules();
      this._rulesDistrusted = false;
    } catch (error) {
      if (!isStorageError(error, 'tampered')) throw error;
      this._rules = DEFAULT_SITE_RULES;
      this._rulesDistrusted = true;
    }
  }

  /** Erases what has expired, reads everybody anew and hands the gallery to the pipeline. Call after every change. */
  async refreshGallery(): Promise<void> {
    const store = this._store;
    if (!store) return;
    await store.eraseExpired(Date.now());
    this.clock.latestMs = await store.latestMs();
    const { subjects, unreadable } = await store.subjects();
    this._subjects = new Map(subjects.map((subject) => [subject.id, subject]));
    this._unreadable = unreadable;
    const pipeline = this._pipeline;
    if (pipeline && this._report) {
      const { sha256, dimension } = this._report.embedder;
      const usable = matchableSubjects(subjects, sha256).map(({ id, template }) => ({
        id,
        embeddings: template.embeddings,
      }));
      this._outdated = subjects.filter(
        ({ template }) => template !== null && template.modelSha256 !== sha256,
      );
      this._gallery = packGallery(usable, dimension);
      await pipeline.setGallery(this._gallery);
    }
    this._changed();
  }

  /**
   * The administrator says that the device's clock, which is behind the log, is right.
   * @throws StorageError `locked`, `notPermitted`.
   */
  async acceptClock(): Promise<void> {
    await this.storeFor('clock').acceptClock(Date.now());
    this.clock.accept();
    await this.refreshGallery();
  }

  /**
   * Older entries of the log go at once where fewer days are set.
   * @throws StorageError `locked`, `notPermitted`, `invalid`; then nothing has changed.
   */
  async changeSettings(change: Partial<Settings>, beside: BesideSettings = {}): Promise<void> {
    const whole = this._settingsDistrusted ? { ...this._settings, ...change } : change;
    this._settings = await this.storeFor('settings').changeSettings(whole, Date.now(), beside);
    this._settingsDistrusted = false;
    if (beside.logDays !== undefined) {
      this._logDays = beside.logDays;
      this._upkeep.start();
    }
    this._outputs.follow();
    this._changed();
  }

  /**
   * @param update - Makes the new rules of the present ones.
   * @param event - What the log says of it; left out, it names the rules that changed.
   * @throws StorageError `locked`, `notPermitted`; `tampered` while nobody passes because the rules were altered or removed: only
   * `changeHours` ends that, or whoever gives one person a schedule would let everybody in.
   */
  async changeRules(update: (before: SiteRules) => SiteRules, event?: AuditEvent): Promise<void> {
    const store = this.storeFor('rules');
    if (this._rulesDistrusted) throw new StorageError('tampered', 'Save who may pass when anew first.');
    await this._changeRules(store, update, event);
  }

  /** As `changeRules`, by somebody who has seen what the clock says and found it right. */
  async changeHours(schedules: SiteRules['schedules']): Promise<void> {
    await this._changeRules(this.storeFor('rules'), (before) => ({ ...before, schedules }));
    if (!this.clock.trust.trusted) await this.acceptClock();
  }

  private async _changeRules(
    store: OpenStore,
    update: (before: SiteRules) => SiteRules,
    event?: AuditEvent,
  ): Promise<void> {
    this._rules = await store.changeSiteRules(update, Date.now(), event);
    this._rulesDistrusted = false;
    this._changed();
  }

  /** @throws StorageError, and then nothing has changed. */
  async importBackup(file: Uint8Array, passphrase: string): Promise<Imported> {
    const store = this.storeFor('backup');
    const imported = await store.importBackup(file, passphrase, Date.now());
    await this._readRules(store);
    await this.refreshGallery();
    return imported;
  }

  /** Puts `file` in the camera's place. No verdict on it can open a door. @throws Error for who may not. */
  async startDemo(file: File): Promise<void> {
    this.storeFor('demo');
    this.stopDemo();
    const demo = new VideoFile(file);
    await demo.start();
    this._demo = demo;
    this._changed();
  }

  stopDemo(): void {
    this._demo?.close();
    this._demo = null;
    this._changed();
  }

  /** @throws StorageError `locked`, `notPermitted`; Error without a pipeline, which no screen offers. */
  startDrill(plan: DrillPlan): void {
    const store = this.storeFor('drill');
    const { _report: report } = this;
    if (!report) throw new Error('A drill needs a kiosk whose models run.');
    const conditions = { policy: this._settings.policy, embedder: report.embedder.name };
    this._drill = new DrillRun(plan, conditions, (attempt) =>
      store.appendAudit({ kind: 'drill', attempt }, Date.now()),
    );
    this._changed();
  }

  endDrill(): void {
    this._drill = null;
    this._changed();
  }

  /** Forgets everybody: the store, the pipeline's gallery, and this object's. */
  async lock(): Promise<void> {
    const store = this._store;
    this._store = null;
    this._authority = null;
    this._upkeep.stop();
    this._outputs.follow();
    this._drill = null;
    this._gallery?.vectors.fill(0);
    this._gallery = null;
    this._subjects = NO_SUBJECTS;
    this._outdated = [];
    this._unreadable = [];
    this._changed();
    try {
      await store?.appendAudit({ kind: 'locked' }, Date.now());
    } finally {
      store?.lock();
      await this._pipeline?.clearGallery();
    }
  }

  goTo(page: PageName): void {
    this.dispatchEvent(new CustomEvent('navigate', { detail: page }));
  }

  private _changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** `?provider=wasm|webgpu` forces a choice, for tests and for comparing devices. */
function pipelineChoice(query: string): Pick<PipelineOptions, 'provider'> {
  const provider = new URLSearchParams(query).get('provider');
  return { provider: provider === 'wasm' || provider === 'webgpu' ? provider : 'auto' };
}
