/** @file What the preflight list says, and when the kiosk may run. */
import { describe, expect, it, vi } from 'vitest';
import { POLICIES } from '../../src/core/decision/policies.ts';
import type { ModelEntry } from '../../src/core/manifest/types.ts';
import { StorageError } from '../../src/storage/errors.ts';
import { PipelineError } from '../../src/workers/bridge.ts';
import type { PreflightFacts } from '../../src/kiosk/preflight-facts.ts';
import { mayRun, passes, preflightChecks } from '../../src/locales/preflight.ts';
import type { StorageUse } from '../../src/kiosk/storage-use.ts';

// Dates are told in the page's language.
vi.stubGlobal('document', { documentElement: { lang: 'en' } });

const model = (role: string, name: string) => ({ role, name }) as unknown as ModelEntry;
const EMBEDDER = model('embedder', 'own-embedder');
const DETECTOR = model('face-detector', 'detector');
const LANDMARKER = model('face-landmarker', 'landmarker');

const READY: PreflightFacts = {
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
  cameraPermission: 'granted',
  cameraCount: 1,
  models: { manifest: { version: 1, models: [EMBEDDER, LANDMARKER, DETECTOR] }, missing: [] },
  modelsProblem: null,
  lostModels: [],
  storageProblem: null,
  clockBehind: null,
  storageUse: { usedBytes: 30e6, quotaBytes: 2e9, persistent: true },
  offline: { kind: 'stored' },
  timeZones: null,
  wallMs: Date.UTC(2026, 6, 2),
  builtOnMs: Date.UTC(2026, 6, 1),
  pace: null,
  policy: POLICIES.standard,
  pipelineProblem: null,
  opened: null,
};

function state(facts: Partial<PreflightFacts>, id: string) {
  return preflightChecks({ ...READY, ...facts }).find((check) => check.id === id);
}
function withModels(...models: ModelEntry[]): Partial<PreflightFacts> {
  return { models: { manifest: { version: 1, models }, missing: [] } };
}
function withUse(change: Partial<StorageUse>): Partial<PreflightFacts> {
  return { storageUse: { usedBytes: 30e6, quotaBytes: 2e9, persistent: true, ...change } };
}
function withDevice(change: Partial<PreflightFacts['capabilities']>): Partial<PreflightFacts> {
  return { capabilities: { ...READY.capabilities, ...change } };
}

describe('preflightChecks', () => {
  it('lets a complete kiosk run', () => {
    expect(mayRun(preflightChecks(READY))).toBe(true);
  });

  it('warns of a hub that was not heard for longer than the site allows', () => {
    const opened: PreflightFacts['opened'] = {
      ...{ closures: [], cameraFlags: [], silentModels: [], guessable: [], recordsDoubted: false },
      ...{ unreadablePeople: 0, outdatedPeople: 0, manyPeople: null, overdueBackup: null, hubOverdueDays: 3 },
    };
    expect(state({ opened }, 'hub')).toMatchObject({ state: 'warn' });
    expect(state({ opened }, 'hub')?.detail).toContain('more than 3 days');
    expect(state({ opened: { ...opened, hubOverdueDays: null } }, 'hub')).toBeUndefined();
  });

  it('says how to add a missing embedder, and names it when set-up knows it', () => {
    const facts: Partial<PreflightFacts> = {
      models: {
        manifest: { version: 1, models: [DETECTOR] },
        missing: [{ name: 'own-embedder', role: 'embedder', message: 'Train it.' }],
      },
    };
    expect(mayRun(preflightChecks({ ...READY, ...facts }))).toBe(false);
    expect(state(facts, 'embedder')).toMatchObject({ state: 'fail', command: 'npm run models -- add FILE' });
    expect(state(facts, 'embedder')?.detail).toContain('own-embedder');
  });

  it.each([
    ['landmarker', [EMBEDDER, DETECTOR]],
    ['detector', [EMBEDDER, LANDMARKER]],
  ])('takes a missing %s as a failure', (_, models) => {
    expect(state(withModels(...models), 'tracker')).toMatchObject({ state: 'fail', command: 'npm start' });
  });

  it('blames no model in place for one that is missing', () => {
    const facts = {
      ...withModels(EMBEDDER, DETECTOR),
      pipelineProblem: new PipelineError('modelMissing', 'There is no model for the face landmarker.'),
    };
    expect(state(facts, 'embedder')?.state).toBe('ok');
    expect(state(facts, 'tracker')?.state).toBe('fail');
  });

  it.each<[string, Partial<PreflightFacts>, string]>([
    ['an insecure address', withDevice({ secureContext: false }), 'browser'],
    ['no WASM SIMD', withDevice({ wasmSimd: false }), 'browser'],
    ['no frames of videos', withDevice({ frameCallbacks: false }), 'browser'],
    ['no WebGL in workers', withDevice({ workerWebgl: false }), 'graphics'],
    ['no database', withDevice({ indexedDb: false }), 'storage'],
    ['a store without its key', { storageProblem: new StorageError('tampered') }, 'storage'],
    [
      'a model that fails its test',
      { pipelineProblem: new PipelineError('selfTestFailed', 'off by 1') },
      'embedder',
    ],
    [
      'an unreadable manifest',
      { models: null, modelsProblem: new PipelineError('manifestUnreadable', 'Not JSON.') },
      'models',
    ],
  ])('does not run with %s', (_name, facts, id) => {
    expect(mayRun(preflightChecks({ ...READY, ...facts }))).toBe(false);
    expect(state(facts, id)?.state).toBe('fail');
    expect(state(facts, id)?.detail).not.toBe('');
  });

  it('says how to switch on what WebKitGTK has and does not give', () => {
    const device = withDevice({ workerWebgl: false, wasmThreads: false });
    expect(state(device, 'graphics')?.command).toBe('--features=+AllowWebGLInWorkers');
    expect(state(device, 'threads')?.detail).toContain('JSC_useSharedArrayBuffer=1');
    // The browser has all else, and its own line says so.
    expect(state(device, 'browser')?.state).toBe('ok');
  });

  it.each<[string, Partial<PreflightFacts>, string, RegExp]>([
    ['cannot keep the screen on', withDevice({ wakeLock: false }), 'screen', /Set the device/],
    ['has no serial ports', withDevice({ serialPorts: false }), 'relay', /webhook or MQTT/],
    ['gives no passkeys', withDevice({ passkeys: false }), 'passkeys', /Passphrases/],
    ['says nothing of its storage', { storageUse: null }, 'storage', /make backups/],
  ])('says in a line of its own that a browser %s, and what to do instead', (_, facts, id, instead) => {
    expect(state(facts, id)).toMatchObject({
      state: 'info',
      detail: expect.stringMatching(instead) as string,
    });
    expect(passes(preflightChecks({ ...READY, ...facts }))).toBe(true);
    if (id !== 'storage') expect(state({}, id)).toBeUndefined();
  });

  it.each<[string, Partial<PreflightFacts>]>([
    ['without cross-origin isolation', withDevice({ crossOriginIsolated: false, wasmThreads: false })],
    ['isolated and without shared memory, as WebKitGTK is', withDevice({ wasmThreads: false })],
    ['without a camera, which may come later', { cameraCount: 0 }],
    ['where the browser may clear the storage', withUse({ persistent: false })],
    ['with little room left', withUse({ quotaBytes: 100e6 })],
    ['with a clock that cannot be right', { wallMs: Date.UTC(2026, 5, 30, 23, 59) }],
    ['on a device set to another time zone', { timeZones: { site: 'Asia/Tokyo', device: 'UTC' } }],
    ['without some models on the device', { offline: { kind: 'incomplete' } }],
    ['with the camera refused, which has its own screen', { cameraPermission: 'denied' }],
  ])('runs %s', (_name, facts) => {
    const checks = preflightChecks({ ...READY, ...facts });
    expect(mayRun(checks)).toBe(true);
    const warnings = checks.filter((check) => check.state === 'warn');
    expect(warnings).toHaveLength(1);
    expect(warnings[0].detail).toMatch(/\S.{20,}\.$/);
  });

  it.each(['notKept', 'untrusted', 'refused'] as const)(
    'runs where the device keeps no copy (%s), and says so in red with the remedy',
    (reason) => {
      const checks = preflightChecks({ ...READY, offline: { kind: 'failed', reason } });
      expect(mayRun(checks)).toBe(true);
      expect(passes(checks)).toBe(false);
      expect(checks.find(({ id }) => id === 'offline')).toMatchObject({
        state: 'bad',
        detail: expect.stringMatching(/\S.{20,}\.$/) as string,
      });
    },
  );

  it('shuts the door for faces without a detector that should be there, and lets the kiosk run', () => {
    const model = { role: 'fake-detector', name: 'fakes', sha256: null, why: 'Restore it.' } as const;
    const lost = (accepted: boolean) => preflightChecks({ ...READY, lostModels: [{ ...model, accepted }] });
    expect(lost(false).find(({ id }) => id === 'lost-fakes')).toMatchObject({
      state: 'shut',
      command: 'npm run models -- verify',
      technical: 'Restore it.',
    });
    expect([mayRun(lost(false)), passes(lost(false))]).toEqual([true, false]);
    expect(passes(lost(true))).toBe(true);
    expect(lost(true).some(({ id }) => id === 'fake-detector')).toBe(false);
  });

  it('tells of storage and copy without alarm while they are being made', () => {
    expect(state({ storageUse: null }, 'storage')?.state).toBe('info');
    expect(state({ offline: { kind: 'none' } }, 'offline')?.state).toBe('info');
    const storing = { kind: 'storing', storedBytes: 5e6, totalBytes: 44e6 } as const;
    expect(state({ offline: storing }, 'offline')).toMatchObject({ state: 'info' });
    expect(state({ offline: storing }, 'offline')?.detail).toContain('5.0 of 44 MB');
  });

  it('warns of a clock that is behind the log, once the log is open', () => {
    expect(state({}, 'clock')?.state).toBe('ok');
    expect(state({ clockBehind: false }, 'clock')?.state).toBe('ok');
    expect(state({ clockBehind: true }, 'clock')?.state).toBe('warn');
    expect(mayRun(preflightChecks({ ...READY, clockBehind: true }))).toBe(true);
  });
});
