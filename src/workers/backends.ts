/** @file What a device can run its networks on, and which of that is the fastest. Pure. */
import type { Processors } from '../runtime/capabilities.ts';
import type { Backend, BackendChoice, BackendTiming } from './protocol.ts';

/** The tracker takes one of them. With two, recognition has one. */
const LEAST_PROCESSORS_FOR_TWO = 3;

/** Another backend must save at least this share of a face's time: less may be chance. */
const WORTH_CHANGING = 0.1;

/** @returns What there is to be measured, the simplest first; a single one needs no measuring. */
export function candidates(
  choice: BackendChoice,
  { wasmThreads, threads, webgpu }: Processors,
): readonly [Backend, ...Backend[]] {
  const graphics: Backend = { provider: 'webgpu', threads: 1 };
  if (choice === 'webgpu') return [graphics];
  const processor: Backend = { provider: 'wasm', threads: 1 };
  const more: Backend[] =
    wasmThreads && threads >= LEAST_PROCESSORS_FOR_TWO ? [{ provider: 'wasm', threads: 2 }] : [];
  return [processor, ...more, ...(choice === 'auto' && webgpu.kind === 'hardware' ? [graphics] : [])];
}

/**
 * @param timings - The simplest first.
 * @returns The first that is about as fast as the fastest; null where all failed.
 */
export function fastest(timings: readonly BackendTiming[]): Backend | null {
  const least = Math.min(...timings.flatMap(({ msPerFace }) => msPerFace ?? []));
  const found = timings.find(
    ({ msPerFace }) => msPerFace !== null && msPerFace * (1 - WORTH_CHANGING) <= least,
  );
  return found ? { provider: found.provider, threads: found.threads } : null;
}

/** For photos, which are no hurry at a door: nothing is measured, and the tracker waits for recognition. */
export function photoBackend(choice: BackendChoice, { wasmThreads, threads, webgpu }: Processors): Backend {
  const provider = choice === 'auto' ? (webgpu.kind === 'hardware' ? 'webgpu' : 'wasm') : choice;
  // More than four bring nothing for networks this small.
  return { provider, threads: wasmThreads ? Math.max(1, Math.min(4, threads - 1)) : 1 };
}
