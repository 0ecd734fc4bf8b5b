import { describe, expect, it } from 'vitest';
import { describeModels, modelsTargets, type ModelsResult } from '../../bench/models-report.ts';
import type { ModelLatencies, ModelProvider } from '../../bench/models.bench.ts';

function msOf(p50: number, p95: number) {
  return { count: 30, mean: p50, p50, p95 };
}

function latencies(provider: ModelProvider, scale: number): ModelLatencies {
  return {
    provider,
    models: [
      { name: 'an-embedder', ms: msOf(18 * scale, 24 * scale) },
      { name: 'a-detector', ms: msOf(9 * scale, 12 * scale) },
    ],
    bothMs: msOf(27.5 * scale, 35 * scale),
  };
}

const RESULT: ModelsResult = {
  chromium: '156.0.0.1',
  faces: 30,
  models: [
    { name: 'an-embedder', role: 'embedder', bytes: 3_505_943, inputSizePx: 64 },
    { name: 'a-detector', role: 'fake-detector', bytes: 1_500_000, inputSizePx: 112 },
  ],
  latencies: [latencies({ kind: 'wasm', threads: 2 }, 0.5), latencies({ kind: 'wasm', threads: 1 }, 1)],
  crops: [
    { eyesPx: 50, ms: msOf(1.2, 1.5) },
    { eyesPx: 140, ms: msOf(1.8, 2.9) },
  ],
  machine: { cores: 2, cpu: 'A processor' },
  load: { before: 0.12, after: 3.4 },
};

const EMBEDDER_ONLY: ModelsResult = {
  ...RESULT,
  models: RESULT.models.slice(0, 1),
  latencies: RESULT.latencies.map((row) => ({ ...row, models: row.models.slice(0, 1), bothMs: null })),
};

function withWebgpu(software: boolean, name: string): ModelsResult {
  const provider = { kind: 'webgpu', adapter: { software, name } } as const;
  return { ...RESULT, latencies: [...RESULT.latencies, latencies(provider, 70)] };
}

describe('modelsTargets', () => {
  it('holds both networks on one thread, and the slowest crops, against their aims', () => {
    expect(modelsTargets(RESULT)).toMatchObject([
      { measured: 27.5, target: 25, better: 'lower' },
      { measured: 1.8, target: 2.5, better: 'lower' },
    ]);
  });

  it('does not take one network for both', () => {
    expect(modelsTargets(EMBEDDER_ONLY)[0].measured).toBeNull();
  });
});

describe('describeModels', () => {
  const lines = describeModels(RESULT);

  it('states the machine and its load', () => {
    expect(lines).toContain('2 cores, A processor; Chromium 156.0.0.1; load 0.1 to 3.4.');
  });

  it('adds up the files', () => {
    expect(lines.find((line) => line.startsWith('an-embedder'))).toMatch(/64 × 64 +3,505,943 +3\.51$/);
    expect(lines.find((line) => line.startsWith('all'))).toMatch(/^all +5,005,943 +5\.01$/);
  });

  it('prints median and p95 of each network and of both on each provider', () => {
    expect(lines.filter((line) => line.startsWith('WASM, 1 thread '))).toEqual([
      expect.stringMatching(/an-embedder +18\.0 +24\.0$/),
      expect.stringMatching(/a-detector +9\.0 +12\.0$/),
      expect.stringMatching(/embedder \+ fake detector +27\.5 +35\.0$/),
    ]);
    expect(lines.filter((line) => line.startsWith('WASM, 2 threads '))).toHaveLength(3);
  });

  it('says by how much the aim was missed', () => {
    expect(lines.at(-2)).toMatch(/27\.5 ms +≤ 25 ms +missed by 2\.5 ms \(10 %\)$/);
    expect(lines.at(-1)).toMatch(/^crops and tensors of a frame, p50 +1\.8 ms +≤ 2\.5 ms/);
  });

  it('says that there is no fake detector, and prints no sum without it', () => {
    const alone = describeModels(EMBEDDER_ONLY);
    expect(alone.at(-1)).toBe('There is no fake detector.');
    expect(alone.filter((line) => line.includes('embedder + fake detector'))).toEqual([
      expect.stringMatching(/– +≤ 25 ms +not measured$/),
    ]);
  });

  it('prints the crops at each distance', () => {
    expect(lines).toContainEqual(expect.stringMatching(/^eyes 50 px apart +1\.20 +1\.50$/));
  });

  it('says when WebGPU was left out', () => {
    expect(lines).toContain('No WebGPU adapter here: left out.');
    expect(describeModels(withWebgpu(false, ''))).not.toContain('No WebGPU adapter here: left out.');
  });

  it('does not pass a software adapter off as a graphics card', () => {
    const labelled = (result: ModelsResult): string[] =>
      describeModels(result).filter((line) => line.startsWith('WebGPU'));
    expect(labelled(withWebgpu(true, 'google swiftshader'))[0]).toMatch(
      /^WebGPU, software adapter \(google swiftshader\) +an-embedder +1260\.0 +1680\.0$/,
    );
    expect(labelled(withWebgpu(false, 'nvidia'))[0]).toMatch(/^WebGPU, hardware adapter \(nvidia\) /);
    expect(labelled(withWebgpu(false, ''))[0]).toMatch(/^WebGPU, hardware adapter +an-embedder/);
  });
});
