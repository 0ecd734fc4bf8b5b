/** @file What there is to measure on a device, what wins, and which workers run in the end. */
import { describe, expect, it, vi } from 'vitest';
import { candidates, fastest, photoBackend } from '../../src/workers/backends.ts';
import { startFastest } from '../../src/workers/backend-trial.ts';
import type { Backend } from '../../src/workers/protocol.ts';
import type { WorkerPair } from '../../src/workers/worker-pair.ts';

const ONE: Backend = { provider: 'wasm', threads: 1 };
const TWO: Backend = { provider: 'wasm', threads: 2 };
const GRAPHICS: Backend = { provider: 'webgpu', threads: 1 };
const TABLET = { wasmThreads: true, threads: 8, webgpu: { kind: 'hardware', adapter: 'a' } } as const;

describe('candidates', () => {
  it.each([
    ['a tablet with WebGPU', 'auto', TABLET, [ONE, TWO, GRAPHICS]],
    ['one without', 'auto', { ...TABLET, webgpu: { kind: 'noAdapter' } }, [ONE, TWO]],
    ['a software adapter', 'auto', { ...TABLET, webgpu: { kind: 'software', adapter: 's' } }, [ONE, TWO]],
    ['two processors, of which the tracker takes one', 'wasm', { ...TABLET, threads: 2 }, [ONE]],
    ['many processors without shared memory', 'wasm', { ...TABLET, wasmThreads: false }, [ONE]],
    ['a choice of WASM', 'wasm', TABLET, [ONE, TWO]],
    ['a choice of WebGPU', 'webgpu', { ...TABLET, webgpu: { kind: 'noAdapter' } }, [GRAPHICS]],
  ] as const)('of %s', (_, choice, device, expected) => {
    expect(candidates(choice, device)).toEqual(expected);
  });
});

describe('fastest', () => {
  it('takes another only where it saves a tenth', () => {
    const timed = (ms: number) => [
      { ...ONE, msPerFace: 20 },
      { ...TWO, msPerFace: ms },
    ];
    expect(fastest(timed(18.1))).toEqual(ONE);
    expect(fastest(timed(17.9))).toEqual(TWO);
    expect(fastest(timed(44))).toEqual(ONE);
  });

  it('passes over what failed', () => {
    expect(
      fastest([
        { ...ONE, msPerFace: 90 },
        { ...GRAPHICS, msPerFace: null },
      ]),
    ).toEqual(ONE);
    expect(fastest([{ ...ONE, msPerFace: null }])).toBeNull();
    expect(fastest([])).toBeNull();
  });
});

it('measures nothing for photos', () => {
  expect(photoBackend('auto', TABLET).provider).toBe('webgpu');
  expect(photoBackend('wasm', TABLET)).toEqual({ provider: 'wasm', threads: 4 });
  expect(photoBackend('wasm', { ...TABLET, wasmThreads: false })).toEqual(ONE);
});

/** Pairs that take `ms` for a face; an error does not start. `runsOn` is what a pair runs on instead. */
function starter(times: readonly (number | Error)[], runsOn?: Backend) {
  const pairs: WorkerPair[] = [];
  const [exercises, stops]: [ReturnType<typeof vi.fn>[], ReturnType<typeof vi.fn>[]] = [[], []];
  const start = vi.fn((backend: Backend) => {
    const ms = times[start.mock.calls.length - 1];
    if (ms instanceof Error) return Promise.reject(ms);
    const [exercise, stop] = [vi.fn(() => Promise.resolve()), vi.fn()];
    const pair = {
      vision: { exercise },
      recognition: { time: () => Promise.resolve(ms) },
      report: runsOn ?? backend,
      stop,
    } as unknown as WorkerPair;
    pairs.push(pair);
    exercises.push(exercise);
    stops.push(stop);
    return Promise.resolve(pair);
  });
  return { start, pairs, exercises, stops };
}

describe('startFastest', () => {
  it('keeps the fastest pair, which was timed while its tracker worked, and stops the others', async () => {
    const { start, pairs, exercises, stops } = starter([30, 12, 20]);
    const { pair, backend, timings } = await startFastest([ONE, TWO, GRAPHICS], start);
    expect([backend, timings.map(({ msPerFace }) => msPerFace)]).toEqual([TWO, [30, 12, 20]]);
    expect(pair).toBe(pairs[1]);
    expect(stops.map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
    for (const exercise of exercises) expect(exercise).toHaveBeenCalledOnce();
  });

  it('goes on with the simplest where another does not start', async () => {
    const { start, pairs, stops } = starter([30, new Error('no device')]);
    const { pair, timings } = await startFastest([ONE, GRAPHICS], start);
    expect(pair).toBe(pairs[0]);
    expect(timings).toEqual([
      { ...ONE, msPerFace: 30 },
      { ...GRAPHICS, msPerFace: null },
    ]);
    expect(stops[0]).not.toHaveBeenCalled();
  });

  it('does not take for WebGPU what has fallen back to WASM', async () => {
    const { start, stops } = starter([30, 1], ONE);
    const { backend, timings } = await startFastest([ONE, GRAPHICS], start);
    expect([backend, timings[1].msPerFace]).toEqual([ONE, null]);
    expect(stops[1]).toHaveBeenCalledOnce();
  });

  it('fails as the simplest fails', async () => {
    const { start } = starter([new Error('no embedder')]);
    await expect(startFastest([ONE, TWO], start)).rejects.toThrow('no embedder');
  });
});
