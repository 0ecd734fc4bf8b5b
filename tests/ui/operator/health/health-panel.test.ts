// @vitest-environment happy-dom
/** @file What Health says recognition runs on: backend, threads, build, and what was measured. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { KioskSession } from '../../../../src/kiosk/session.ts';
import '../../../../src/ui/operator/health/health-panel.ts';
import { embedderEntry } from '../../../../simulator/builders.ts';
import { all, mount, wordsOf } from '../../support/mount.ts';
import { openSession } from '../../support/session.ts';

type Report = NonNullable<KioskSession['pipeline']['report']>;

let session: KioskSession;
beforeEach(async () => {
  vi.stubGlobal('__PROGRAM_VERSION__', '1');
  session = await openSession();
});

async function shown(report: Partial<Report>): Promise<Map<string, string>> {
  const whole = {
    ...{ provider: 'wasm', threads: 1, build: 'wasm', choice: 'auto', measured: [], notes: [], failed: [] },
    ...{ selfTest: {}, embedder: embedderEntry('door'), fakeDetector: null, attackDetector: null },
    ...{ models: { manifest: { version: 1, models: [] }, missing: [] }, ...report },
  } as const satisfies Report;
  vi.spyOn(session.pipeline, 'report', 'get').mockReturnValue(whole);
  const panel = await mount('kiosk-health-panel', { session });
  return new Map(all(panel, 'dt').map((term) => [wordsOf(term), wordsOf(term.nextElementSibling!)]));
}

it('tells backend, threads and build, and that there was nothing to measure', async () => {
  const rows = await shown({});
  expect(rows.get('Runs on')).toBe('WASM, threads: 1 ort-wasm-simd-threaded.wasm');
  expect(rows.get('Measured')).toBe('nothing: there is one way only');
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
