/** @file What the recognition worker says that it runs on. ONNX Runtime is a stand-in that takes what it gets. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createHash } from 'node:crypto';
import { embedderEntry } from '../../simulator/builders.ts';
import type { FakeDetectorEntry } from '../../src/core/manifest/types.ts';
import { loadRecognizers } from '../../src/workers/recognizers.ts';

const { runtime } = vi.hoisted(() => ({
  runtime: {
    wasm: { numThreads: 0, wasmPaths: { wasm: '' } },
    sharedMemory: true,
    created: 0,
  },
}));

vi.mock('onnxruntime-web/webgpu', () => ({
  env: { wasm: runtime.wasm },
  Tensor: Object,
  InferenceSession: {
    create: () => {
      runtime.created += 1;
      // As onnxruntime-web 1.30 does, with a warning on the console.
      if (!runtime.sharedMemory) runtime.wasm.numThreads = 1;
      const output = { type: 'float32', dims: [1, 2], getData: () => Promise.resolve(Float32Array.of(1, 0)) };
      return Promise.resolve({
        inputNames: ['input'],
        outputNames: ['output'],
        run: () => Promise.resolve({ output }),
        release: () => Promise.resolve(),
      });
    },
  },
}));

const BYTES = Buffer.from('a model');
const ENTRY = embedderEntry('door', {
  sha256: createHash('sha256').update(BYTES).digest('hex'),
  output: 'output',
  golden: { seed: 1, output: [1, 0], tolerance: 1e-3 },
});
const OPTIONS = {
  modelsUrl: 'https://kiosk.example/models/',
  ortUrl: 'https://kiosk.example/ort/',
  embedder: { ...ENTRY, input: { ...ENTRY.input, name: 'input' } },
  fakeDetector: null,
  attackDetector: null,
  build: 'wasm',
} as const;

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(BYTES)));
});
afterEach(() => vi.unstubAllGlobals());

it.each([
  [true, 2],
  [false, 1],
])('tells the threads that it really has (shared memory: %s)', async (sharedMemory, threads) => {
  runtime.sharedMemory = sharedMemory;
  const { report } = await loadRecognizers({ ...OPTIONS, backend: { provider: 'wasm', threads: 2 } });
  expect(report).toMatchObject({ provider: 'wasm', threads, build: 'wasm' });
});

it('starts the runtime with the smallest model while a larger one is still on its way', async () => {
  let arrive: (answer: Response) => void = () => undefined;
  vi.stubGlobal('fetch', (url: URL) =>
    url.pathname.includes('small')
      ? Promise.resolve(new Response(BYTES))
      : new Promise<Response>((resolve) => (arrive = resolve)),
  );
  runtime.created = 0;
  const { sha256, golden } = ENTRY;
  const small = { ...OPTIONS.embedder, name: 'small', file: 'small.onnx', role: 'fake-detector', bytes: 1 };
  const loading = loadRecognizers({
    ...OPTIONS,
    fakeDetector: { ...small, sha256, golden } as unknown as FakeDetectorEntry,
    backend: { provider: 'wasm', threads: 1 },
  });
  await vi.waitFor(() => expect(runtime.created).toBe(1));
  arrive(new Response(BYTES));
  expect((await loading).report.failed).toEqual([]);
  expect(runtime.created).toBe(2);
});

it('loads the build that it is told to', async () => {
  await loadRecognizers({ ...OPTIONS, backend: { provider: 'wasm', threads: 1 } });
  expect(runtime.wasm.wasmPaths.wasm).toBe('https://kiosk.example/ort/ort-wasm-simd-threaded.wasm');
  await loadRecognizers({ ...OPTIONS, build: 'webgpu', backend: { provider: 'webgpu', threads: 1 } });
  expect(runtime.wasm.wasmPaths.wasm).toMatch(/asyncify\.wasm$/);
});
