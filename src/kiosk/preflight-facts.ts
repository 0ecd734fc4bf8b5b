/** @file Gathers what the preflight list is made of. Opens no camera and loads no model. */
import type { InjectionFlag } from '../core/liveness/types.ts';
import type { Policy } from '../core/decision/policies.ts';
import type { Pace } from '../core/pace/pace.ts';
import { isClockBehind } from '../core/schedule/clock.ts';
import type { OverdueBackup } from '../core/site/backup-age.ts';
import type { Role } from '../core/site/permissions.ts';
import { type LostModel, lostModels } from '../core/manifest/lost-models.ts';
import { loadModelsStatus, type ModelsStatus } from '../workers/bridge.ts';
import type { Capabilities } from '../runtime/capabilities.ts';
import type { Settings } from '../storage/settings.ts';
import type { CameraClosure } from './camera-watch.ts';
import { deviceTimeZone } from './clock-watch.ts';
import { PICTURE_CLOSURES, type PictureClosure } from './face-closure.ts';
import type { OfflineState } from './offline-copy.ts';
import { modelsInPlace } from './model-watch.ts';
import type { KioskSession } from './session.ts';
import { type StorageUse, readStorageUse } from './storage-use.ts';

/** `unknown` where the browser cannot be asked. */
export type CameraPermission = 'granted' | 'prompt' | 'denied' | 'unknown';

export interface PreflightFacts {
  readonly capabilities: Capabilities;
  readonly cameraPermission: CameraPermission;
  readonly cameraCount: number;
  /** Null when the list of models could not be read; `modelsProblem` then says why. */
  readonly models: ModelsStatus | null;
  readonly modelsProblem: Error | null;
  /** Models that the kiosk does without; what was accepted is not known while the kiosk is locked. */
  readonly lostModels: readonly (LostModel & { readonly accepted: boolean })[];
  /** Why the database cannot be used; null when it can. */
  readonly storageProblem: Error | null;
  /** The clock is behind what the log tells; null while the log is locked. */
  readonly clockBehind: boolean | null;
  /** Null where the browser does not say. */
  readonly storageUse: StorageUse | null;
  readonly offline: OfflineState;
  /** IANA names of the zones of the site and of the device; null while the site's is not known. */
  readonly timeZones: { readonly site: string; readonly device: string } | null;
  /** What this device's clock shows, in milliseconds since the epoch. */
  readonly wallMs: number;
  /** Midnight (UTC) of the day on which this version was built. */
  readonly builtOnMs: number;
  /** How fast this device follows faces; null before it has followed one. */
  readonly pace: Pace | null;
  readonly policy: Policy;
  /** Why the models did not start; null when they did or have not yet. */
  readonly pipelineProblem: Error | null;
  /** Null for whoever has not shown who they are: it tells an attacker what to try. */
  readonly opened: OpenedFacts | null;
}

/** What is known once the kiosk is unlocked, and told to operators and administrators. */
export interface OpenedFacts {
  /** Why the camera lets nobody in. */
  readonly closures: readonly (CameraClosure | PictureClosure)[];
  readonly cameraFlags: readonly InjectionFlag[];
  /** Names of models that tell nothing of faces. */
  readonly silentModels: readonly string[];
  /** Some stored records are not those that were stored last. */
  readonly recordsDoubted: boolean;
  readonly unreadablePeople: number;
  /** Who has to enrol again, for another model. */
  readonly outdatedPeople: number;
  /** More are enrolled than the model was measured with; null otherwise. */
  readonly manyPeople: { readonly most: number; readonly mode: Settings['mode'] } | null;
  /** Whose passphrase is easy to guess. */
  readonly guessable: readonly Role[];
  /** The hub was not heard for longer than the site allows, which is so many days; null otherwise. */
  readonly hubOverdueDays: number | null;
  /** Null while no reminder of a backup is due. `maySave`: whoever reads it may save one. */
  readonly overdueBackup: (OverdueBackup & { readonly maySave: boolean }) | null;
}

/** What the device and its server were asked for; the rest of the facts is at hand. */
export type AskedFacts = Pick<
  PreflightFacts,
  | 'capabilities'
  | 'cameraPermission'
  | 'cameraCount'
  | 'models'
  | 'modelsProblem'
  | 'storageProblem'
  | 'storageUse'
> & { readonly initialised: boolean };

/** `YYYY-MM-DD`; the build puts it in. */
declare const __BUILT_ON__: string;

export async function askDevice(session: KioskSession): Promise<AskedFacts> {
  const [capabilities, cameraPermission, devices, models, storage, storageUse] = await Promise.all([
    session.readCapabilities(),
    queryCameraPermission(),
    session.camera.devices().catch(() => []),
    settle(loadModelsStatus(session.baseUrl)),
    settle(session.storage.isInitialised()),
    readStorageUse().catch(() => null),
  ]);
  return {
    capabilities,
    cameraPermission,
    cameraCount: devices.length,
    models: models.value,
    modelsProblem: models.problem,
    storageProblem: storage.problem,
    storageUse,
    initialised: storage.value ?? false,
  };
}

/**
 * As they are now.
 * @param isTold - Somebody with a role reads them.
 */
export function preflightFacts(
  session: KioskSession,
  asked: AskedFacts,
  isTold = session.access.role !== null,
): PreflightFacts {
  const { access, clock, models, offline, pace, pipeline, site } = session;
  const isOpen = access.store !== null;
  const status = asked.models ?? pipeline.report?.models ?? null;
  return {
    ...asked,
    models: status,
    lostModels: status === null ? [] : lostOf(session, status),
    clockBehind: isOpen ? isClockBehind(Date.now(), clock.latestMs) : null,
    offline: offline.state,
    timeZones: isOpen ? { site: site.timeZone, device: deviceTimeZone() } : null,
    wallMs: Date.now(),
    builtOnMs: Date.parse(__BUILT_ON__),
    pace: pace.pace,
    policy: site.policy,
    pipelineProblem: pipeline.error,
    opened: isOpen && isTold ? { ...openedFacts(session), silentModels: models.silent } : null,
  };
}

function openedFacts({
  access,
  backups,
  cameraWatch,
  fleet,
  site,
  people,
  picture,
  records,
}: KioskSession): Omit<OpenedFacts, 'silentModels'> {
  const overdue = backups.overdue(Date.now());
  const closures = [cameraWatch.closure, picture.fault && PICTURE_CLOSURES[picture.fault]];
  return {
    closures: closures.filter((closure) => closure !== null),
    cameraFlags: cameraWatch.flags,
    recordsDoubted: records.any,
    unreadablePeople: people.unreadable.length,
    outdatedPeople: people.outdated.length,
    manyPeople: people.beyondMeasured === null ? null : { most: people.beyondMeasured, mode: people.mode },
    hubOverdueDays: fleet.isHubOverdue ? site.hublessDays : null,
    guessable: [...access.guessable],
    overdueBackup: overdue && { ...overdue, maySave: access.may('backup') },
  };
}

function lostOf(
  { pipeline, site, models }: KioskSession,
  status: ModelsStatus,
): PreflightFacts['lostModels'] {
  const inPlace = modelsInPlace(status, pipeline.report?.failed ?? [], site.settings.detectorsSeen);
  return lostModels(inPlace).map((model) => ({ ...model, accepted: models.isAccepted(model) }));
}

/** Firefox before 131 cannot be asked for this permission. */
export async function queryCameraPermission(): Promise<CameraPermission> {
  try {
    const status = await navigator.permissions.query({ name: 'camera' });
    return status.state;
  } catch {
    return 'unknown';
  }
}

async function settle<T>(promise: Promise<T>): Promise<{ value: T | null; problem: Error | null }> {
  try {
    return { value: await promise, problem: null };
  } catch (error) {
    return { value: null, problem: error instanceof Error ? error : new Error(String(error)) };
  }
}
