/**
 * @file The one kiosk session that all screens share. It puts together access, site, people and pipeline.
 *
 * It outlives every page, so going from the door to enrolment and back restarts nothing. It draws nothing.
 */
import { tryDoor } from '../actuators/door.ts';
import type { DoorActuator } from '../actuators/types.ts';
import type { Observation } from '../core/observation.ts';
import type { DoorOutcome } from '../core/site/door-order.ts';
import { Camera, type VideoSource } from '../runtime/camera.ts';
import { type Capabilities, readCapabilities } from '../runtime/capabilities.ts';
import { VideoFile } from '../runtime/video-file.ts';
import { createStorage, type Storage } from '../storage/create-storage.ts';
import { isStorageError } from '../storage/errors.ts';
import type { OpenStore } from '../storage/open-store.ts';
import { readBackup, type BackupFile, type OpenedBackup } from '../storage/backup.ts';
import type { Credential, Imported, Recovery } from '../storage/types.ts';
import { startGalleryWork } from '../workers/gallery-link.ts';
import { Access, secretKindOf } from './access.ts';
import { type BackupTrial, lookThroughBackup } from './backup-trial.ts';
import { BackupWatch } from './backup-watch.ts';
import { CameraWatch } from './camera-watch.ts';
import { ApproachMemory } from './approach-memory.ts';
import { ClockWatch } from './clock-watch.ts';
import { DailyUpkeep } from './daily-upkeep.ts';
import { DoorOutputs } from './door-outputs.ts';
import { type DrillPlan, DrillRun } from './drill-run.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import { ErrorRing } from './error-ring.ts';
import { type FaceClosure, faceClosureOf } from './face-closure.ts';
import { FleetDoor } from './fleet-door.ts';
import { HealthMonitor } from './health-monitor.ts';
import {
  planImport,
  reviewImport,
  type ImportAnswers,
  type ImportReview,
  type ImportSite,
} from './import-review.ts';
import { InjectionMonitor } from './injection-monitor.ts';
import type { FaceModel } from './near-faces.ts';
import { OfflineCopy } from './offline-copy.ts';
import { PaceWatch } from './pace-watch.ts';
import { People } from './people.ts';
import { PictureMonitor } from './picture-monitor.ts';
import { PipelineRun } from './pipeline-run.ts';
import { ModelWatch } from './model-watch.ts';
import { RecordWatch } from './record-watch.ts';
import { markSetUp } from './set-up-mark.ts';
import { SecretGate } from './secret-gate.ts';
import { Site } from './site.ts';

export type PageName = 'check' | 'enroll';

/**
 * Events: `change` after something here or in a part of it changed; `navigate` (detail: PageName) when a page asks for
 * another.
 */
export class KioskSession extends EventTarget {
  readonly camera = new Camera();
  readonly health = new HealthMonitor();
  readonly injection = new InjectionMonitor(this.camera);
  readonly picture = new PictureMonitor(() => this._changed());
  /** The last errors of this page. */
  readonly errors = new ErrorRing();
  readonly clock = new ClockWatch();
  readonly approaches = new ApproachMemory();
  /** Of the kiosk itself, on this device. */
  readonly offline: OfflineCopy;
  /** Before every secret of the operator's. */
  readonly secrets = new SecretGate(() => this._changed());
  readonly access: Access;
  readonly site: Site;
  readonly people: People;
  readonly records: RecordWatch;
  readonly expiry: ExpiryWatch;
  readonly pipeline: PipelineRun;
  readonly models: ModelWatch;
  readonly cameraWatch: CameraWatch;
  readonly pace: PaceWatch;
  readonly backups = new BackupWatch(this);
  readonly fleet: FleetDoor;

  private _capabilities: Capabilities | null = null;
  private _demo: VideoFile | null = null;
  private _drill: DrillRun | null = null;
  private readonly _outputs: DoorOutputs;
  private readonly _upkeep: DailyUpkeep;

  /** @param baseUrl - Absolute URL of the app's root; ends in a slash. */
  constructor(
    readonly baseUrl: string,
    readonly storage: Storage = createStorage({ startWork: startGalleryWork }),
  ) {
    super();
    const changed = (): void => this._changed();
    const failed = (error: unknown): void => {
      // The kiosk was locked meanwhile: the next unlocking begins it anew.
      if (!isStorageError(error, 'locked')) this.noteError(error);
    };
    this.offline = new OfflineCopy(baseUrl);
    this.offline.addEventListener('change', changed);
    this.access = new Access(this.secrets, changed);
    this.pipeline = new PipelineRun(baseUrl, {
      onStart: async () => {
        this._keepBuild();
        this.people.pipelineStarted();
        await this.people.refresh();
        await this.models.remember();
      },
      onRestart: () => {
        this.people.pipelineStarted();
      },
      onError: (error) => this.noteError(error),
      onChange: changed,
    });
    this.site = new Site(this.access, this.clock, {
      onSettings: () => {
        this._followSettings();
        // An administrator has looked at what the camera did so far.
        if (this.site.settings.cameraFlags.length === 0) this.injection.restart();
      },
      onLogDays: () => this._upkeep.start(),
      onClockAccepted: () => this.people.refresh(),
      onChange: () => {
        changed();
        this.records.follow().catch(failed);
      },
    });
    this.people = new People(this, {
      changed: () => {
        this.expiry.start();
        changed();
        this.records.follow().catch(failed);
      },
      doubted: async () => {
        const { store } = this.access;
        if (store !== null) await this.records.read(store);
      },
      failed,
    });
    this.records = new RecordWatch(this.access, {
      accepted: async (store) => {
        await this.site.read(store);
        this._followSettings();
        await this.people.readAnew();
      },
      onChange: changed,
    });
    this.models = new ModelWatch(this, changed);
    this.fleet = new FleetDoor(this, { changed, failed, sent: () => this._upkeep.start() });
    this._outputs = new DoorOutputs(this);
    this.expiry = new ExpiryWatch({
      nextMs: () => this.people.nextExpiryMs,
      nowMs: () => this.clock.trust.expiryMs,
      erase: () => this.people.refresh(),
      failed,
    });
    this._upkeep = new DailyUpkeep(() => this._keepUp(), failed);
    this.cameraWatch = new CameraWatch(this, failed);
    this.pace = new PaceWatch(this, failed);
    this.camera.addEventListener('statechange', () => this.cameraWatch.follow(performance.now()));
  }

  get capabilities(): Capabilities | null {
    return this._capabilities;
  }

  /** What the pages look through: the camera, or in demo mode the video file. */
  get source(): VideoSource {
    return this._demo ?? this.camera;
  }

  get demo(): boolean {
    return this._demo !== null;
  }

  /** Why nobody is let in by face now; null while faces are judged. */
  get faceClosure(): FaceClosure | null {
    return faceClosureOf(this);
  }

  /** Everything that watches the camera sees what it showed. */
  watch(observation: Observation): void {
    this.health.record(observation);
    this.injection.observe(observation);
    this.picture.observe(observation);
    this.models.observe(observation);
    this.pace.observe(observation);
    if (this.cameraWatch.hasNews) this.cameraWatch.follow(performance.now());
  }

  /** Opens the camera that was chosen, else the door's own, else any. */
  async startCamera(): Promise<void> {
    const { cameraId, camera } = this.site.settings;
    await this.camera.start(cameraId ?? (camera === 'first' ? null : (camera?.deviceId ?? null)));
  }

  /** The attack drill under way: no verdict opens the door meanwhile. */
  get drill(): DrillRun | null {
    return this._drill;
  }

  /** By what faces of people are compared with each other; null before the models run. */
  get faceModel(): FaceModel | null {
    const { report, current } = this.pipeline;
    return report && current && { embedder: report.embedder, policy: this.site.policy, gallery: current };
  }

  /** What a grant opens, by the settings. */
  get door(): DoorActuator {
    return this._outputs.door;
  }

  /** Call it once, in the tab that runs the kiosk: no relay stays closed for longer than its pulse. */
  guardDoor(): void {
    this._outputs.guard();
  }

  /**
   * The administrator tries the door. The log comes first, as for every opening.
   * @throws StorageError `locked`, `notPermitted`.
   */
  async testDoor(): Promise<DoorOutcome> {
    await this.access.storeFor('doorOutput').appendAudit({ kind: 'doorTested' }, Date.now());
    return tryDoor(this.door);
  }

  async readCapabilities(): Promise<Capabilities> {
    this._capabilities = await readCapabilities();
    this._changed();
    return this._capabilities;
  }

  /** For the health page and the diagnostics file; whatever in it names a person is left out. */
  noteError(error: unknown): void {
    const badges = [...this.people.subjects.values()].map(({ badge }) => badge);
    const words = [...this.people.names.known, ...badges].filter((word) => word !== null);
    this.errors.record(error, Date.now(), words);
  }

  /** Takes over an opened store and loads its settings and people. The person who unlocked it is at the screen. */
  async open(store: OpenStore): Promise<void> {
    await this.site.read(store);
    await this.records.read(store);
    await this.backups.read(store);
    this.access.open(store);
    await this.fleet.read(store).catch((error: unknown) => this.noteError(error));
    markSetUp();
    await this.secrets.logTo(store);
    this._followSettings();
    await this.people.refresh();
    await this.models.remember();
    this.cameraWatch.expectCamera(performance.now());
    this._upkeep.start();
  }

  /**
   * Whether nobody is judged by face, since somebody uses the operator's menu. Not while wrong tries keep it shut:
   * whoever made them must not shut the door.
   */
  isMenuInUse(open: boolean): boolean {
    return open && (this.access.role !== null || this.secrets.waitMs('passphrase') === 0);
  }

  /** @throws StorageError as the storage does; TriedTooOftenError. */
  async unlock(credential: Credential): Promise<void> {
    const store = await this.secrets.pass(secretKindOf(credential), null, () =>
      this.storage.unlock(credential, Date.now()),
    );
    await this.open(store);
    void this.access.noteStrength(credential, store.role);
  }

  /**
   * The caller opens or locks the store.
   * @throws StorageError as the storage does; TriedTooOftenError.
   */
  recover(recovery: Recovery): Promise<OpenStore> {
    return this.secrets.pass('recoveryCode', null, () => this.storage.recover(recovery, Date.now()));
  }

  /**
   * Whether a backup can be read, before anything is written. Keeps nothing of what it has read.
   * @throws StorageError when the file or the passphrase is not right; TriedTooOftenError.
   */
  async checkBackup(file: BackupFile, passphrase: string): Promise<void> {
    await this._lookThrough(() => readBackup(file, passphrase));
  }

  /**
   * The administrator tries whether a backup would bring people back. Nobody here changes.
   * @throws As `checkBackup`; StorageError `locked`, `notPermitted`.
   */
  async tryBackup(file: BackupFile, passphrase: string): Promise<BackupTrial> {
    const store = this.access.storeFor('backup');
    const trial = await this._lookThrough(() => store.readBackup(file, passphrase));
    await this.backups.tried(trial, Date.now());
    return trial;
  }

  /** Forgets everybody: the store, the pipeline's gallery, and this object's. */
  async lock(): Promise<void> {
    const store = this._close();
    try {
      await store?.appendAudit({ kind: 'locked' }, Date.now());
    } finally {
      store?.lock();
      await this.pipeline.current?.clearGallery();
    }
  }

  /**
   * Ends all that a page would keep while the browser keeps it: keys, connections, workers and camera. At once, and so
   * without an entry in the log: a write that the page does not live to finish would hold the database.
   */
  end(): void {
    this._close()?.lock();
    this.pipeline.end();
    this.source.close();
  }

  /** Gives back the store, which is no longer this kiosk's but still open. */
  private _close(): OpenStore | null {
    const store = this.access.close();
    this.fleet.forget();
    this._upkeep.stop();
    this.expiry.stop();
    this._outputs.follow();
    this._drill = null;
    this.people.forget();
    this.records.forget();
    this.approaches.forget();
    this._changed();
    return store;
  }

  /**
   * The operator has looked at a face that failed too often: it may open again.
   * @throws StorageError `locked`, `notPermitted`; then it stays closed.
   */
  async reopenFace(subjectId: string): Promise<void> {
    await this.access.storeFor('people').appendAudit({ kind: 'faceReopened', subjectId }, Date.now());
    this.approaches.reopen(subjectId);
    this._changed();
  }

  /**
   * Compares who is in a backup with who is here, and brings in what the administrator decides.
   * @param ask - May take as long as it needs; null brings in nothing, and then so does this.
   * @throws StorageError, and then nothing has changed; TriedTooOftenError; or what the signal is aborted with.
   */
  async importBackup(
    file: BackupFile,
    passphrase: string,
    ask: (review: ImportReview, site: ImportSite) => Promise<ImportAnswers | null>,
    options?: Parameters<typeof reviewImport>[3],
  ): Promise<Imported | null> {
    const store = this.access.storeFor('backup');
    const nowMs = Date.now();
    const site = { retentionDays: this.site.settings.retentionDays, nowMs };
    const imported = await this.secrets.pass('backup', store, () =>
      store.importBackup(file, passphrase, nowMs, async (found) => {
        const review = await reviewImport(found, this.faceModel, site, options);
        const answers = await ask(review, site);
        return answers && planImport(review, answers, site);
      }),
    );
    if (imported === null) return null;
    await this.site.readRules(store);
    await this.people.refresh();
    return imported;
  }

  /**
   * Puts `file` in the camera's place. No verdict on it can open a door.
   * @throws StorageError `locked`, `notPermitted`.
   */
  async startDemo(file: File): Promise<void> {
    this.access.storeFor('demo');
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
    const store = this.access.storeFor('drill');
    const { report } = this.pipeline;
    if (!report) throw new Error('A drill needs a kiosk whose models run.');
    const conditions = { policy: this.site.settings.policy, embedder: report.embedder.name };
    this._drill = new DrillRun(plan, conditions, (attempt) =>
      store.appendAudit({ kind: 'drill', attempt }, Date.now()),
    );
    this._changed();
  }

  endDrill(): void {
    this._drill = null;
    this._changed();
  }

  goTo(page: PageName): void {
    this.dispatchEvent(new CustomEvent('navigate', { detail: page }));
  }

  private _followSettings(): void {
    this._outputs.follow();
    this.camera.turn(this.site.settings.cameraTurnDeg);
    void this.pipeline.choose(this.site.settings.backend);
  }

  private _lookThrough(open: () => Promise<OpenedBackup>): Promise<BackupTrial> {
    const { access, people, pipeline, clock } = this;
    return this.secrets.pass('backup', access.store, async () =>
      lookThroughBackup(await open(), {
        subjects: people.subjects,
        modelSha256: pipeline.report?.embedder.sha256 ?? null,
        expiryMs: clock.trust.expiryMs,
      }),
    );
  }

  /** Of ONNX Runtime, the build that this device runs on. */
  private _keepBuild(): void {
    const { report } = this.pipeline;
    if (report) void this.offline.keepBuild(report.provider);
  }

  /** Removes old entries of the log, but for those that a fleet's hub lacks. */
  private async _keepUp(): Promise<void> {
    await this.access.store?.removeOldEntries(Date.now(), this.fleet.lastSentEvent);
  }

  private _changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
