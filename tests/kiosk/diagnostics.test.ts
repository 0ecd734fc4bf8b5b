/** @file The diagnostics file: that it says how the kiosk runs, and nothing of anybody or anything secret. */
import { describe, expect, it } from 'vitest';
import { embedderEntry, makeSubject, MODEL_A, named, PIN_HASH } from '../../simulator/builders.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { DEFAULT_SITE_RULES } from '../../src/storage/site-rules-codec.ts';
import { type DiagnosedSession, diagnosticsJson, type Surroundings } from '../../src/kiosk/diagnostics.ts';
import { ClockWatch } from '../../src/kiosk/clock-watch.ts';
import { ErrorRing, scrub } from '../../src/kiosk/error-ring.ts';
import { HealthMonitor } from '../../src/kiosk/health-monitor.ts';

const SUBJECT = makeSubject(7, { name: 'Zoë Quennell', badge: 'QX77', pin: PIN_HASH });

/** Each of these stands somewhere in what the file is made from. */
const SECRETS = [
  SUBJECT.name,
  'Quennell',
  'QX77',
  SUBJECT.id,
  PIN_HASH.hash,
  PIN_HASH.salt,
  'camera-device-id-4711',
  'Camera of Zoë',
  'webhook-secret-0123456789',
  'mqtt-password',
  'mqtt-user',
  'door.example',
  'Night watch of QX77',
  'Text that people agree to',
  ...[...SUBJECT.template.embeddings[0]].map((value) => String(value)),
];

const AROUND: Surroundings = {
  atMs: 0,
  program: { version: '1.2.3', sinceMs: 1_000 },
  userAgent: 'Test browser',
  language: 'en',
  memory: { usedBytes: 5, limitBytes: 10 },
  storage: { usedBytes: 1, quotaBytes: 2, persistent: true },
  log: { intact: true, entries: 12 },
};

function session(errors: ErrorRing): DiagnosedSession {
  const embedder = embedderEntry('door', { golden: { seed: 1, output: [0.25], tolerance: 1e-3 } });
  return {
    capabilities: {
      secureContext: true,
      crossOriginIsolated: true,
      wasmThreads: true,
      threads: 4,
      wasmSimd: true,
      webgpu: { kind: 'noAdapter' },
      workerWebgl: true,
      frameCallbacks: true,
      indexedDb: true,
      camera: true,
      wakeLock: true,
      serialPorts: true,
      passkeys: true,
    },
    pipeline: {
      report: {
        provider: 'wasm',
        threads: 2,
        build: 'wasm',
        choice: 'auto',
        measured: [],
        notes: [],
        selfTest: { door: 0 },
        failed: [],
        models: { manifest: { version: 1, models: [] }, missing: [] },
        embedder,
        fakeDetector: null,
        attackDetector: null,
      },
      restarts: 3,
      error: null,
    },
    camera: {
      state: {
        kind: 'live',
        label: 'Camera of Zoë',
        deviceId: 'camera-device-id-4711',
        widthPx: 640,
        heightPx: 480,
      },
    },
    health: new HealthMonitor(),
    pace: { pace: null },
    injection: { flags: ['regularTiming'] },
    errors,
    records: { doubts: { records: ['settings', 'keys/passkey/00aa'], people: [SUBJECT.id] } },
    site: {
      fellBack: ['sound'],
      timeZone: 'Antarctica/Troll',
      settings: {
        ...DEFAULT_SETTINGS,
        cameraId: 'camera-device-id-4711',
        approvedCameraLabel: 'Camera of Zoë',
        webhookUrl: 'https://door.example/open',
        webhookSecret: 'webhook-secret-0123456789',
        mqttUrl: 'wss://door.example/mqtt',
        mqttUsername: 'mqtt-user',
        mqttPassword: 'mqtt-password',
        mqttSecret: 'mqtt-secret-0123456789',
      },
      rules: {
        ...DEFAULT_SITE_RULES,
        schedules: {
          site: null,
          named: [{ id: SUBJECT.id, name: 'Night watch of QX77', windows: [] }],
          assigned: { [SUBJECT.id]: 'always' },
        },
        consent: {
          ...DEFAULT_SITE_RULES.consent,
          face: { revision: 4, texts: { en: 'Text that people agree to' } },
        },
      },
    },
    people: {
      subjects: new Map([[SUBJECT.id, named(SUBJECT)]]),
      recognisable: 1,
      outdated: [named(SUBJECT)],
      unreadable: [{ id: SUBJECT.id, code: 'tampered' }],
    },
    offline: { updateReady: false, state: { kind: 'stored' } },
    clock: new ClockWatch(),
  };
}

describe('the diagnostics file', () => {
  it('says how the kiosk runs', () => {
    const file = JSON.parse(diagnosticsJson(session(new ErrorRing()), AROUND)) as Record<string, unknown>;
    expect(file).toMatchObject({
      program: { version: '1.2.3', since: '1970-01-01T00:00:01.000Z', offline: 'stored' },
      pipeline: { running: true, restarts: 3, models: [{ role: 'embedder', sha256: MODEL_A }] },
      camera: { state: 'live', widthPx: 640, flags: ['regularTiming'] },
      people: { enrolled: 1, recognisable: 1, ofAnotherModel: 1, unreadable: 1, doubted: 1 },
      // No passkey's id.
      doubtedRecords: ['settings', 'credential'],
      settingsFellBack: ['sound'],
      settings: { policy: 'standard', hours: { given: 1 }, consentRevisions: { face: 4 } },
      log: { entries: 12 },
    });
  });

  it('holds nothing of a person, no secret and no device', () => {
    const errors = new ErrorRing();
    const { id, name } = SUBJECT;
    errors.record(new Error(`Could not seal ${name} (${id}) as “QX77” at https://door.example/x?y`), 1, [
      name,
    ]);
    errors.record(new TypeError(`[${SUBJECT.template.embeddings[0].join(', ')}]`), 2);
    const file = diagnosticsJson(session(errors), AROUND);
    expect(JSON.parse(file)).toMatchObject({ errors: [{ name: 'Error' }, { name: 'TypeError' }] });
    for (const secret of SECRETS) expect(file).not.toContain(secret);
  });
});

describe('ErrorRing', () => {
  it('keeps the last twenty, and of each what names nobody', () => {
    const ring = new ErrorRing();
    for (let at = 0; at < 25; at += 1) ring.record(new RangeError('out of range'), at);
    expect(ring.errors.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 20 }, (_, at) => at + 5));
    ring.record('not even an error', 30);
    expect(ring.errors.at(-1)).toEqual({ atMs: 30, name: 'Error', message: 'not even an error' });
  });

  it.each([
    ['The field “name” is Ada', 'The field … is …'],
    ['at blob:https://kiosk.example/1-2 line 7', 'at blob:… line 7'],
    ['PIN 190736 of AB1024', 'PIN … of …'],
    ['session failed with code 7', 'session failed with code 7'],
  ])('scrubs “%s”', (text, left) => {
    expect(scrub(text, ['Ada'])).toBe(left);
  });
});
