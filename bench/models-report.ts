/** @file The bench of the networks as text. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import type { ModelLatencies, ModelProvider, ModelsBench } from './models.bench.ts';
import { cropsRows, cropsTarget } from './crops.bench.ts';
import { type Target, targetRow } from './report.ts';
import type { Quantiles } from './statistics.ts';

/** The result, and what it was measured on. */
export type ModelsResult = ModelsBench & {
  readonly machine: { readonly cores: number; readonly cpu: string };
  /** Runnable processes averaged over the last minute, when the bench began and when it ended. */
  readonly load: { readonly before: number; readonly after: number };
};

/** The aim of both networks together on one thread, which every device has. */
const BOTH_TARGET_MS = 25;

const BOTH = 'embedder + fake detector';

export function modelsTargets({ latencies, crops }: ModelsBench): Target[] {
  const oneThread = latencies.find(({ provider }) => provider.kind === 'wasm' && provider.threads === 1);
  return [
    {
      figure: `${BOTH}, WASM, 1 thread, p50`,
      unit: 'ms',
      measured: oneThread?.bothMs?.p50 ?? null,
      target: BOTH_TARGET_MS,
      better: 'lower',
    },
    cropsTarget(crops),
  ];
}

export function describeModels(result: ModelsResult): string[] {
  const { machine, chromium, load, faces, latencies, models, crops } = result;
  return [
    `${machine.cores} cores, ${machine.cpu}; Chromium ${chromium}; load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}.`,
    `${faces} faces; networks and providers took turns on each.`,
    '',
    ...textTable(['model', 'role', 'input px', 'bytes', 'MB'], sizeRows(result), [2, 3, 4]),
    '',
    ...textTable(['latency per face', 'model', 'p50 ms', 'p95 ms'], latencies.flatMap(latencyRows), [2, 3]),
    ...(latencies.some(({ provider }) => provider.kind === 'webgpu')
      ? []
      : ['No WebGPU adapter here: left out.']),
    '',
    ...textTable(['crops and tensors of a frame, 640 × 480', 'p50 ms', 'p95 ms'], cropsRows(crops), [1, 2]),
    '',
    ...textTable(['figure', 'measured', 'target', ''], modelsTargets(result).map(targetRow), [1, 2]),
    ...(models.some(({ role }) => role === 'fake-detector') ? [] : ['There is no fake detector.']),
  ];
}

function sizeRows({ models }: ModelsBench): string[][] {
  const sum = models.reduce((bytes, model) => bytes + model.bytes, 0);
  return [
    ...models.map(({ name, role, inputSizePx, bytes }) => [
      ...[name, role, `${inputSizePx} × ${inputSizePx}`],
      ...sizeCells(bytes),
    ]),
    ['all', '', '', ...sizeCells(sum)],
  ];
}

function sizeCells(bytes: number): string[] {
  return [bytes.toLocaleString('en-GB'), (bytes / 1e6).toFixed(2)];
}

function latencyRows({ provider, models, bothMs }: ModelLatencies): string[][] {
  const label = providerLabel(provider);
  return [
    ...models.map(({ name, ms }) => [label, name, ...latencyCells(ms)]),
    ...(bothMs ? [[label, BOTH, ...latencyCells(bothMs)]] : []),
  ];
}

function providerLabel(provider: ModelProvider): string {
  if (provider.kind === 'wasm') return `WASM, ${provider.threads} thread${provider.threads === 1 ? '' : 's'}`;
  const { software, name } = provider.adapter;
  return `WebGPU, ${software ? 'software adapter' : 'hardware adapter'}${name === '' ? '' : ` (${name})`}`;
}

function latencyCells(ms: Quantiles | null): string[] {
  return ms ? [ms.p50.toFixed(1), ms.p95.toFixed(1)] : ['–', '–'];
}
