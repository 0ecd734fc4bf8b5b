/**
 * @file The diagnostics file: how the kiosk runs, for an engineer who helps. It names each value that it takes, so that
 * nothing else can get into it: no person, no biometric data, no secret, no device id.
 */
import { scheduleOf } from '../core/schedule/schedule.ts';
import { AS_EVERYBODY } from '../core/schedule/types.ts';
import { isSameTimeZone } from '../core/schedule/wall-time.ts';
import { SLOT_PREFIX } from '../storage/record-set/record-set.ts';
import { disclosedSettings } from '../storage/settings.ts';
import type { ChainCheck } from '../storage/types.ts';
import type { Camera } from '../runtime/camera.ts';
import { type ClockWatch, deviceTimeZone } from './clock-watch.ts';
import type { InjectionMonitor } from './injection-monitor.ts';
import type { MemoryUse } from './memory-use.ts';
import type { OfflineCopy } from './offline-copy.ts';
import type { PaceWatch } from './pace-watch.ts';
import type { People } from './people.ts';
import type { PipelineRun } from './pipeline-run.ts';
import type { ProgramVersion } from './program-version.ts';
import type { RecordWatch } from './record-watch.ts';
import type { KioskSession } from './session.ts';
import type { Site } from './site.ts';
import type { StorageUse } from './storage-use.ts';

export interface Surroundings {
  readonly atMs: number;
  readonly program: ProgramVersion;
  readonly userAgent: string;
  readonly language: string;
  readonly memory: MemoryUse | null;
  readonly storage: StorageUse | null;
  readonly log: ChainCheck | null;
}

/** The parts of the session that the file reads. */
export type DiagnosedSession = Pick<KioskSession, 'capabilities' | 'health' | 'errors'> & {
  readonly pipeline: Pick<PipelineRun, 'report' | 'restarts' | 'error'>;
  readonly camera: Pick<Camera, 'state'>;
  readonly injection: Pick<InjectionMonitor, 'flags'>;
  readonly site: Pick<Site, 'settings' | 'fellBack' | 'rules' | 'timeZone'>;
  readonly people: Pick<People, 'subjects' | 'recognisable' | 'outdated' | 'unreadable'>;
  readonly records: Pick<RecordWatch, 'doubts'>;
  readonly offline: Pick<OfflineCopy, 'state' | 'updateReady'>;
  readonly clock: Pick<ClockWatch, 'trust'>;
  readonly pace: Pick<PaceWatch, 'pace'>;
};

export function diagnosticsJson(session: DiagnosedSession, around: Surroundings): string {
  const { doubts } = session.records;
  return JSON.stringify(
    {
      format: 'facegate-diagnostics',
      version: 1,
      madeAt: new Date(around.atMs).toISOString(),
      program: {
        version: around.program.version,
        since: around.program.sinceMs === null ? null : new Date(around.program.sinceMs).toISOString(),
        updateReady: session.offline.updateReady,
        offline: session.offline.state.kind,
      },
      browser: { userAgent: around.userAgent, language: around.language },
      capabilities: session.capabilities,
      pipeline: pipelineOf(session),
      camera: cameraOf(session),
      timings: session.health.summary(),
      pace: session.pace.pace,
      memory: around.memory,
      storage: around.storage,
      log: around.log,
      clockTrusted: session.clock.trust.trusted,
      people: {
        enrolled: session.people.subjects.size,
        recognisable: session.people.recognisable,
        ofAnotherModel: session.people.outdated.length,
        unreadable: session.people.unreadable.length,
        doubted: doubts.people === 'all' ? 'all' : doubts.people.length,
      },
      doubtedRecords: doubts.records.map((place) => (place.startsWith(SLOT_PREFIX) ? 'credential' : place)),
      settings: settingsOf(session),
      settingsFellBack: session.site.fellBack,
      errors: session.errors.errors.map(({ atMs, name, message }) => ({
        at: new Date(atMs).toISOString(),
        name,
        message,
      })),
    },
    null,
    2,
  );
}

function pipelineOf({ pipeline: { report, restarts, error } }: DiagnosedSession) {
  if (report === null) return { running: false, restarts };
  const { provider, threads, build, choice, measured, notes, selfTest, failed } = report;
  const missing = report.models.missing.map(({ name, message }) => ({ name, why: message }));
  const failures = failed.map(({ name, why }) => ({ name, why }));
  const models = [report.embedder, report.fakeDetector, report.attackDetector].flatMap((model) =>
    model === null ? [] : [{ role: model.role, name: model.name, sha256: model.sha256, bytes: model.bytes }],
  );
  return {
    running: error === null,
    restarts,
    provider,
    threads,
    build,
    choice,
    measured,
    notes,
    selfTest,
    models,
    lost: [...missing, ...failures],
  };
}

/** Neither the device's id nor its name. */
function cameraOf({ camera: { state }, injection }: DiagnosedSession) {
  const size = state.kind === 'live' ? { widthPx: state.widthPx, heightPx: state.heightPx } : {};
  return { state: state.kind, ...size, flags: injection.flags };
}

function settingsOf({ people, site: { settings, rules, timeZone } }: DiagnosedSession) {
  const { site, named } = rules.schedules;
  const given = [...people.subjects.values()].filter(
    (person) => scheduleOf(rules.schedules, person) !== AS_EVERYBODY,
  );
  return {
    ...disclosedSettings(settings),
    cameraChosen: settings.cameraId !== null,
    cameraPinned: settings.camera !== null && settings.camera !== 'first',
    hours: {
      site: site === null ? 'always' : `${site.length} windows`,
      schedules: named.length,
      given: given.length,
      byTheDevicesTimeZone: isSameTimeZone(timeZone, deviceTimeZone()),
    },
    consentRevisions: { face: rules.consent.face.revision, faceless: rules.consent.faceless.revision },
  };
}
