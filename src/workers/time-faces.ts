/** @file How long the networks take for one face on this device. */
import { goldenTensor } from '../core/manifest/golden.ts';
import { median } from '../core/metrics/statistics.ts';
import type { OnnxSession } from '../runtime/ort.ts';
import type { Recognizers } from './recognizers.ts';

/** The first runs compile, and fill caches. */
const WARM_UP_FACES = 2;
/** A median needs a few, however slow the device is. */
const LEAST_FACES = 3;
/** Any: the networks take as long for every picture. */
const SEED = 1;

/** @returns Median milliseconds, of the networks that ran for so long. */
export async function timeFaces(
  { embedder, fakeDetector, attackDetector }: Recognizers,
  durationMs: number,
): Promise<number> {
  const networks = [embedder, fakeDetector, attackDetector]
    .filter((session): session is OnnxSession => session !== null)
    .map((session) => ({ session, input: goldenTensor(SEED, session.inputLength) }));
  const face = async (): Promise<number> => {
    const startMs = performance.now();
    for (const { session, input } of networks) await session.run(input);
    return performance.now() - startMs;
  };
  for (let warm = 0; warm < WARM_UP_FACES; warm += 1) await face();
  const timed: number[] = [];
  const endMs = performance.now() + durationMs;
  while (timed.length < LEAST_FACES || performance.now() < endMs) timed.push(await face());
  return median(timed);
}
