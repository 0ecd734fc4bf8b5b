/** @file What a device loads and stores as text, with WebGPU and without. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import type { OnnxBuild } from '../src/core/site/onnx-build.ts';
import type { Target } from './report.ts';
import { sumOf, type Weight } from './weigh.ts';

/** By the build of ONNX Runtime that the device runs on. */
export type Weights = Readonly<Record<OnnxBuild, readonly Weight[]>>;

const BYTES_PER_MB = 1e6;
const STORED_TARGET_MB = 37;
const LOADED_TARGET_MB = 15.5;

export function weightTargets({ wasm }: Weights): Target[] {
  const { bytes, gzipBytes } = sumOf(wasm);
  const row = (figure: string, measured: number, target: number): Target => ({
    ...{ figure, unit: 'MB', measured: measured / BYTES_PER_MB, target, better: 'lower' },
  });
  return [
    row('stored without WebGPU', bytes, STORED_TARGET_MB),
    row('loaded without WebGPU, compressed', gzipBytes, LOADED_TARGET_MB),
  ];
}

export function weightLines({ wasm, webgpu }: Weights): string[] {
  const all = (words: string, weights: readonly Weight[]) => cells({ part: words, ...sumOf(weights) });
  const rows = [
    ...wasm.map(cells),
    all('all, without WebGPU', wasm),
    ...webgpu
      .filter(({ part }) => part === 'ONNX Runtime')
      .map((weight) => cells({ ...weight, part: 'ONNX Runtime for WebGPU' })),
    all('all, with WebGPU', webgpu),
  ];
  return textTable(['to load and store', 'files', 'MB', 'MB gzip'], rows, [1, 2, 3]);
}

function cells({
  part,
  files,
  bytes,
  gzipBytes,
}: Omit<Weight, 'part'> & { readonly part: string }): string[] {
  return [part, String(files), ...[bytes, gzipBytes].map((size) => (size / BYTES_PER_MB).toFixed(2))];
}
