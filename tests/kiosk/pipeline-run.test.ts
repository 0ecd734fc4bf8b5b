// @vitest-environment happy-dom
/** @file The pipeline starts on what was chosen, and anew when that changes. Its workers are a stand-in. */
import { beforeEach, expect, it, vi } from 'vitest';
import { keepBackendChoice, readBackendChoice } from '../../src/kiosk/backend-memory.ts';
import { PipelineRun } from '../../src/kiosk/pipeline-run.ts';

interface StartedPipeline extends EventTarget {
  readonly report: { readonly choice: string };
  readonly close: () => void;
}

const { started } = vi.hoisted(() => ({ started: [] as StartedPipeline[] }));

vi.mock('../../src/workers/bridge.ts', () => ({
  Pipeline: {
    start: ({ provider }: { readonly provider: string }) => {
      const pipeline = Object.assign(new EventTarget(), { report: { choice: provider }, close: vi.fn() });
      started.push(pipeline);
      return Promise.resolve(pipeline);
    },
  },
}));

const run = () =>
  new PipelineRun('http://localhost/', {
    onStart: () => Promise.resolve(),
    onRestart: () => undefined,
    onError: () => undefined,
    onChange: () => undefined,
  });
const choices = () => started.map(({ report }) => report.choice);

beforeEach(() => {
  localStorage.clear();
  started.length = 0;
});

it('starts on what was chosen before, while the settings are still locked', async () => {
  keepBackendChoice('webgpu');
  await run().start();
  expect(choices()).toEqual(['webgpu']);
});

it('starts anew on another choice, ends what ran before, and remembers', async () => {
  const pipeline = run();
  await pipeline.start();
  await pipeline.choose('webgpu');
  expect(choices()).toEqual(['auto', 'webgpu']);
  expect(started[0].close).toHaveBeenCalledOnce();
  expect(pipeline.current).toBe(started[1]);
  expect(await pipeline.start()).toBe(started[1]);
  expect(readBackendChoice()).toBe('webgpu');
});

it('goes on where the settings say what holds already, and waits for the start', async () => {
  const pipeline = run();
  await pipeline.choose('wasm');
  expect(started).toEqual([]);
  await pipeline.start();
  await pipeline.choose('wasm');
  expect(choices()).toEqual(['wasm']);
});
