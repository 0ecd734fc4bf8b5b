// @vitest-environment happy-dom
/** @file A model that is lost shuts the door for faces until an administrator has accepted that very loss. */
import { beforeEach, expect, it, vi } from 'vitest';
import {
  detectorEntry,
  type FrameChange,
  embedderEntry,
  MODEL_B,
  observationOf,
  trackerEntry,
} from '../../simulator/builders.ts';
import type { DetectorEntry, ModelEntry } from '../../src/core/manifest/types.ts';
import { decisionContext } from '../../src/kiosk/decision-context.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import type { PipelineReport } from '../../src/workers/bridge.ts';
import { PASSPHRASE } from '../storage/support.ts';
import { mountHealth } from '../ui/support/health.ts';
import { buttonsOf, press, wordsOf } from '../ui/support/mount.ts';
import { openSession, OPERATOR, person } from '../ui/support/session.ts';

// The build puts it in.
vi.stubGlobal('__PROGRAM_VERSION__', '0');
const ACCEPT = 'Accept: check faces without what is lost';
const FAKE = detectorEntry('fake-detector', 'fakes');
const ATTACK = detectorEntry('attack-detector', 'attacks');

let session: KioskSession;
let report: PipelineReport;

beforeEach(async () => {
  session = await openSession([person(1, 'Ada')]);
  vi.spyOn(session.pipeline, 'report', 'get').mockImplementation(() => report);
  vi.spyOn(session.people, 'recognisable', 'get').mockReturnValue(1);
  await start();
});

/** The kiosk starts on a manifest with these detectors; `missing` are named and not there. */
async function start({
  detectors = [FAKE, ATTACK],
  missing = [],
  failed = [],
}: {
  detectors?: readonly DetectorEntry[];
  missing?: readonly ModelEntry[];
  failed?: readonly DetectorEntry[];
} = {}): Promise<void> {
  const lost = ({ role, name, sha256 }: ModelEntry) => ({ role, name, sha256, message: 'no', why: 'no' });
  const embedder = embedderEntry('door');
  const models = [embedder, trackerEntry('points'), ...detectors];
  const running = (role: DetectorEntry['role']) =>
    detectors.find((one) => one.role === role && !failed.includes(one)) ?? null;
  report = {
    ...{
      provider: 'wasm',
      threads: 1,
      build: 'wasm',
      choice: 'auto',
      measured: [],
      notes: [],
      selfTest: {},
      embedder,
    },
    fakeDetector: running('fake-detector') as PipelineReport['fakeDetector'],
    attackDetector: running('attack-detector') as PipelineReport['attackDetector'],
    failed: failed.map(lost),
    models: { manifest: { version: 1, models }, missing: missing.map(lost) },
  };
  await session.models.remember();
}

const judges = () => decisionContext(session, { kind: 'identify' }) !== null;
const kinds = async () => (await session.access.store!.auditEntries()).map(({ event }) => event.kind);

it('judges faces while everything is in place', () => {
  expect(judges()).toBe(true);
  expect(session.faceClosure).toBeNull();
});

it.each([
  ['whose file is missing', { detectors: [ATTACK], missing: [FAKE] }],
  ['that fails on this device', { failed: [FAKE] }],
  ['that the manifest names no more', { detectors: [ATTACK] }],
])('judges nobody without a detector %s, until an administrator accepts it', async (_what, change) => {
  await start(change);
  expect(session.faceClosure).toBe('modelLost');
  expect(judges()).toBe(false);
  await session.models.acceptLost();
  expect(judges()).toBe(true);
  expect((await session.access.store!.auditEntries()).at(-1)?.event).toMatchObject({
    kind: 'lossAccepted',
    models: [{ role: 'fake-detector', name: 'fakes', sha256: FAKE.sha256 }],
  });
  // It is sealed, so it holds after a restart.
  expect((await session.access.store!.settings()).values.acceptedLosses).toHaveLength(1);
});

it('takes an acceptance for no other loss', async () => {
  await start({ detectors: [ATTACK], missing: [FAKE] });
  await session.models.acceptLost();
  await start({ detectors: [], missing: [FAKE, ATTACK] });
  expect(judges()).toBe(false);
  await start({ detectors: [ATTACK], missing: [{ ...FAKE, sha256: MODEL_B }] });
  expect(judges()).toBe(false);
});

it('asks again when a model that was lost is lost once more', async () => {
  await start({ detectors: [ATTACK], missing: [FAKE] });
  await session.models.acceptLost();
  await start();
  expect(await kinds()).toContain('modelsBack');
  await start({ detectors: [ATTACK], missing: [FAKE] });
  expect(judges()).toBe(false);
});

it('remembers its detectors, and logs when it runs on others', async () => {
  const { store } = session.access;
  const changes = async () => (await kinds()).filter((kind) => kind === 'detectorsChanged').length;
  expect((await store!.settings()).values.detectorsSeen).toMatchObject([
    { name: 'fakes' },
    { name: 'attacks' },
  ]);
  await start();
  expect(await changes()).toBe(1);
  await start({ detectors: [{ ...FAKE, sha256: MODEL_B }, ATTACK] });
  expect(await changes()).toBe(2);
  expect(judges()).toBe(true);
});

it('leaves the acceptance to an administrator, in Health', async () => {
  await start({ detectors: [ATTACK], missing: [FAKE] });
  await session.access.authorise(OPERATOR);
  const panel = await mountHealth(session);
  expect(wordsOf(panel)).toContain('fakes is missing or damaged');
  expect(buttonsOf(panel)).not.toContain(ACCEPT);
  await expect(session.models.acceptLost()).rejects.toThrow();
  expect(judges()).toBe(false);
  await session.access.authorise(PASSPHRASE);
  const again = await mountHealth(session);
  await press(again, ACCEPT);
  await vi.waitFor(() => expect(judges()).toBe(true), 20_000);
});

it('judges nobody by a detector that has fallen silent, until it speaks again', () => {
  const frame = (change: FrameChange) => session.models.observe(observationOf(1, 1, change));
  const value = (attackProbability: number | null) => ({
    face: { embedding: Float32Array.of(1), fakeProbability: 0.1, liveness: { attackProbability } },
  });
  for (let count = 0; count < 10; count += 1) frame(value(null));
  expect(session.models.silent).toEqual(['attacks']);
  expect(judges()).toBe(false);
  // Without a face there is nothing to tell.
  frame({ face: null });
  expect(judges()).toBe(false);
  frame(value(0.1));
  expect(judges()).toBe(true);
});
