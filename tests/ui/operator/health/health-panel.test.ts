// @vitest-environment happy-dom
/** @file What Health says first, and what recognition runs on: backend, threads, build, and what was measured. */
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { DAY_MS } from '../../../../src/core/enrolment/retention.ts';
import { askDevice, preflightFacts } from '../../../../src/kiosk/preflight-facts.ts';
import type { KioskSession } from '../../../../src/kiosk/session.ts';
import { preflightChecks } from '../../../../src/locales/preflight.ts';
import { embedderEntry, trackerEntry } from '../../../../simulator/builders.ts';
import { mountHealth } from '../../support/health.ts';
import { all, find, wordsOf } from '../../support/mount.ts';
import { openSession, OPERATOR, person } from '../../support/session.ts';

type Report = NonNullable<KioskSession['pipeline']['report']>;

let session: KioskSession;
beforeEach(async () => {
  vi.restoreAllMocks();
  session = await openSession();
});

function report(change: Partial<Report>): void {
  const models = [
    embedderEntry('door'),
    trackerEntry('points'),
    trackerEntry('faces', { role: 'face-detector' }),
  ];
  const whole = {
    ...{ provider: 'wasm', threads: 1, build: 'wasm', choice: 'auto', measured: [], notes: [], failed: [] },
    ...{ selfTest: {}, embedder: embedderEntry('door'), fakeDetector: null, attackDetector: null },
    ...{ models: { manifest: { version: 1, models }, missing: [] }, ...change },
  } as const satisfies Report;
  vi.spyOn(session.pipeline, 'report', 'get').mockReturnValue(whole);
}

async function shown(change: Partial<Report>): Promise<Map<string, string>> {
  report(change);
  const panel = await mountHealth(session);
  return new Map(all(panel, 'dt').map((term) => [wordsOf(term), wordsOf(term.nextElementSibling!)]));
}

/** The line on top, what is found below it, and what the set-up check finds. */
async function findings() {
  report({});
  const panel = await mountHealth(session);
  const found = all(panel, 'kiosk-note[data-check]');
  const checks = preflightChecks(preflightFacts(session, await askDevice(session)));
  return {
    line: wordsOf(find(panel, 'h3[role=status]')),
    found: found.map(({ dataset }) => dataset.check),
    checks: checks.filter(({ state }) => !['ok', 'info'].includes(state)).map(({ id }) => id),
  };
}

it('says first that all is well', async () => {
  vi.spyOn(session.cameraWatch, 'closure', 'get').mockReturnValue(null);
  expect(await findings()).toEqual({ line: 'All is well.', found: [], checks: [] });
});

it('says first that something has to be done, worst first, and the set-up check says the same', async () => {
  vi.spyOn(session.cameraWatch, 'closure', 'get').mockReturnValue('cameraOther');
  vi.spyOn(session.access, 'guessable', 'get').mockReturnValue(new Set(['operator']));
  const { line, found, checks } = await findings();
  expect(line).toBe('Something has to be done:');
  expect(found).toEqual(['closure-cameraOther', 'guessable-operator']);
  expect([...checks].sort()).toEqual([...found].sort());
});

it('says what could be better', async () => {
  vi.spyOn(session.cameraWatch, 'closure', 'get').mockReturnValue(null);
  vi.spyOn(session.access, 'guessable', 'get').mockReturnValue(new Set(['operator']));
  expect((await findings()).line).toBe('The kiosk works. Something could be better:');
});

it('tells backend, threads and build, and that there was nothing to measure', async () => {
  const rows = await shown({});
  expect(rows.get('Runs on')).toBe('WASM, threads: 1 ort-wasm-simd-threaded.wasm');
  expect(rows.get('Measured')).toBe('nothing: there is only one way');
});

it('tells that an administrator has chosen', async () => {
  const rows = await shown({ choice: 'webgpu', provider: 'webgpu', build: 'webgpu' });
  expect(rows.get('Runs on')).toBe('WebGPU ort-wasm-simd-threaded.asyncify.wasm');
  expect(rows.get('Measured')).toBe('nothing: an administrator has chosen in Settings');
});

it('tells what was measured, and what failed', async () => {
  const rows = await shown({
    ...{ threads: 2 },
    measured: [
      { provider: 'wasm', threads: 1, msPerFace: 23.46 },
      { provider: 'wasm', threads: 2, msPerFace: 12.8 },
      { provider: 'webgpu', threads: 1, msPerFace: null },
    ],
  });
  expect(rows.get('Runs on')).toContain('threads: 2');
  expect(rows.get('Measured')).toBe(
    'WASM, threads: 1: 23.5 ms a face; WASM, threads: 2: 12.8 ms a face; WebGPU: failed',
  );
});

it('tells nobody who has not shown who they are', async () => {
  vi.spyOn(session.cameraWatch, 'closure', 'get').mockReturnValue('cameraOther');
  vi.spyOn(session.access, 'guessable', 'get').mockReturnValue(new Set(['operator']));
  await findings();
  session.access.dismiss();
  expect(preflightFacts(session, await askDevice(session)).opened).toBeNull();
});

it('reminds of a backup once the days are over, and tells an operator whom to ask', async () => {
  const one = person(1, 'Ada');
  await session.access.storeFor('enrol').saveSubject(one, 'enrolled', Date.now());
  await session.people.refresh();
  const found = async (): Promise<string> => {
    const panel = await mountHealth(session);
    return all(panel, '[data-check=backup]').map(wordsOf).join(' ');
  };
  expect(await found()).toBe('');
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 31 * DAY_MS);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  expect(await found()).toContain('Days since the set-up, without any backup: 31. Save one under Operator');
  await session.access.authorise(OPERATOR);
  expect(await found()).toContain('Ask the administrator to save one.');
});
