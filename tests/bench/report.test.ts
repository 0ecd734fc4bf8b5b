import { describe, expect, it } from 'vitest';
import { type BenchResult, describeBench, targetsOf, verdictOn } from '../../bench/report.ts';

const RESULT: BenchResult = {
  clip: 'a.mjpeg',
  notes: ['A note.'],
  machine: {
    cores: 2,
    cpu: 'A processor',
    node: '20.20.0',
    load: { kiosk: { before: 0.12, after: 3.4 } },
  },
  kiosk: {
    kiosk: { provider: 'wasm', threads: 1, embedder: 'an-embedder' },
    seconds: 10,
    observations: 300,
    trackedFps: 30,
    embeddingsPerSecond: 12.34,
    stages: [
      { stage: 'trackMs', ms: { count: 300, mean: 21, p50: 20, p95: 30.04 } },
      { stage: 'fakeMs', ms: null },
    ],
    frameIntervals: { count: 600, mean: 17, p50: 16.7, p95: 30 },
    verdicts: { count: 7, mean: 800, p50: 750, p95: 1_200 },
    notGranted: [],
    halfCore: 'it needs root',
  },
  frame: {
    whole: { count: 100, mean: 41, p50: 40.04, p95: 50 },
    stages: [{ stage: 'trackMs', ms: { count: 100, mean: 21, p50: 20.06, p95: 30.04 } }],
  },
  startup: {
    kinds: [
      {
        kind: 'warm',
        ready: { count: 5, mean: 1_500, p50: 1_500, p95: 1_600 },
        firstFrame: { count: 5, mean: 2_500, p50: 2_500, p95: 2_600 },
      },
    ],
    storedBytes: 36_720_000,
  },
  human: [
    {
      mode: 'everyFrame',
      version: '3.3.6',
      backend: 'wasm',
      seconds: 10,
      frames: 80,
      framesWithFace: 79,
      ms: { count: 80, mean: 125, p50: 110, p95: 300 },
      fps: 8,
      foreignRequests: [],
    },
  ],
  matcher: { templates: 1_000, dimension: 128, searches: 60, p50Ms: 15, p95Ms: 17 },
  weights: {
    wasm: [
      { part: 'pages', files: 2, bytes: 1_500_000, gzipBytes: 500_000 },
      { part: 'ONNX Runtime', files: 2, bytes: 14_000_000, gzipBytes: 3_600_000 },
      { part: 'models', files: 1, bytes: 24_000_000, gzipBytes: 3_500_000 },
    ],
    webgpu: [
      { part: 'pages', files: 2, bytes: 1_500_000, gzipBytes: 500_000 },
      { part: 'ONNX Runtime', files: 2, bytes: 26_000_000, gzipBytes: 6_600_000 },
      { part: 'models', files: 1, bytes: 24_000_000, gzipBytes: 3_500_000 },
    ],
  },
};

describe('verdictOn', () => {
  const row = { figure: 'x', unit: 'ms', target: 25, better: 'lower' } as const;

  it('counts a figure at its target as met', () => {
    expect(verdictOn({ ...row, measured: 25 })).toBe('met');
    expect(verdictOn({ ...row, measured: 25, better: 'higher' })).toBe('met');
  });

  it('says by how much a target was missed, in either direction', () => {
    expect(verdictOn({ ...row, measured: 30 })).toBe('missed by 5 ms (20 %)');
    expect(verdictOn({ ...row, measured: 20, better: 'higher' })).toBe('missed by 5 ms (20 %)');
  });

  it('does not call met what was not measured', () => {
    expect(verdictOn({ ...row, measured: null })).toBe('not measured');
  });
});

describe('targetsOf', () => {
  it('takes the ratio of the frame rates', () => {
    expect(targetsOf(RESULT).find(({ unit }) => unit === '×')?.measured).toBe(3.75);
  });

  it('has no ratio without the other rate', () => {
    expect(targetsOf({ ...RESULT, human: [] }).find(({ unit }) => unit === '×')?.measured).toBeNull();
  });
});

describe('describeBench', () => {
  const lines = describeBench(RESULT);

  it('states the machine, its load and the notes', () => {
    expect(lines).toContain('2 cores, A processor; Node 20.20.0.');
    expect(lines).toContain('Load kiosk: 0.1 before, 3.4 after.');
    expect(lines).toContain('A note.');
  });

  it('prints each figure beside its target', () => {
    expect(lines.find((line) => line.startsWith('main-thread'))).toMatch(/30 ms +≤ 17 ms +missed by 13 ms/);
    expect(lines.find((line) => line.startsWith('tracked'))).toMatch(/30 fps +≥ 25 fps +met$/);
  });

  it('leaves a stage that never ran without a time', () => {
    expect(lines.find((line) => line.startsWith('fake'))).toMatch(/^fake +– +– +0$/);
  });

  it('tells a whole frame, the starts, and why half a core was not measured', () => {
    expect(lines.find((line) => line.startsWith('whole frame'))).toMatch(/40\.0 +50\.0$/);
    expect(lines.find((line) => line.startsWith('warm:'))).toMatch(/1\.50 +2\.50 +5$/);
    expect(lines.find((line) => line.startsWith('warm start'))).toMatch(/2\.5 s +≤ 2 s +missed by 0\.5 s/);
    expect(lines).toContain("The browser's caches hold 36.72 MB after the first visit.");
    expect(lines).toContain('Tracking at half a core was not measured: it needs root.');
    const halfCore = { cores: 0.5, trackedFps: 5.12 };
    expect(describeBench({ ...RESULT, kiosk: { ...RESULT.kiosk, halfCore } })).toContain(
      'Tracking with 0.5 of a core for the whole browser: 5.1 frames a second.',
    );
  });

  it('adds up what a device stores, with WebGPU and without', () => {
    const alls = lines.filter((line) => line.startsWith('all,'));
    expect(alls[0]).toMatch(/^all, without WebGPU +5 +39\.50 +7\.60$/);
    expect(alls[1]).toMatch(/^all, with WebGPU +5 +51\.50 +10\.60$/);
    expect(lines.find((line) => line.startsWith('stored'))).toMatch(/39\.5 MB +≤ 37 MB +missed by 2\.5 MB/);
    expect(lines.find((line) => line.startsWith('loaded'))).toMatch(/7\.6 MB +≤ 15\.5 MB +met$/);
  });
});
