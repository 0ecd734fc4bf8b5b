/** @file Everything that `npm run bench` measures of a kiosk on a clip, part by part, each with the machine's load. */
import { cpus, loadavg } from 'node:os';
import { buildIfStale } from '../scripts/lib/site/build.ts';
import { benchInputs } from './bench-inputs.ts';
import { benchFrame } from './frame.bench.ts';
import { benchMatcher } from './matcher.bench.ts';
import type { BenchResult } from './report.ts';
import { benchHuman, type HumanBench } from './run-human.ts';
import { benchKiosk } from './run-kiosk.ts';
import { benchStartup } from './startup.bench.ts';
import { weighDevice } from './weigh.ts';

export interface KioskMeasurement {
  readonly clip?: string;
  readonly seconds: number;
  /** Beside `@vladmandic/human`. */
  readonly human: boolean;
  readonly onStep: (step: string) => void;
}

export async function measureKiosk({
  clip: named,
  seconds,
  human: wantsHuman,
  onStep,
}: KioskMeasurement): Promise<BenchResult> {
  const inputs = await benchInputs(named);
  try {
    const { clipName, path: clip, models, modelsFolder, notes } = inputs;
    const load: Record<string, { before: number; after: number }> = {};
    const loaded = async <Result>(part: string, body: () => Result | Promise<Result>): Promise<Result> => {
      const before = loadavg()[0];
      const result = await body();
      load[part] = { before, after: loadavg()[0] };
      return result;
    };
    const kiosk = await loaded('kiosk', () => benchKiosk({ clip, models, seconds, onStep }));
    onStep('whole frames on one thread');
    const frame = await loaded('frame', () => benchFrame(clip, models));
    const startup = await loaded('start', () => benchStartup({ clip, models, onStep }));
    const human = wantsHuman
      ? await loaded('human', () => tryHuman(clip, seconds, onStep))
      : 'It was not asked for.';
    onStep('1:N scan');
    const matcher = await loaded('1:N scan', () => benchMatcher());
    const dist = await buildIfStale();
    return {
      clip: clipName,
      notes: typeof human === 'string' ? [...notes, `human was not measured. ${human}`] : notes,
      machine: { cores: cpus().length, cpu: cpus()[0].model, node: process.versions.node, load },
      ...{ kiosk, frame, startup, matcher, human: typeof human === 'string' ? [] : human },
      weights: {
        wasm: await weighDevice(dist, modelsFolder, 'wasm'),
        webgpu: await weighDevice(dist, modelsFolder, 'webgpu'),
      },
    };
  } finally {
    await inputs.discard();
  }
}

/** @returns its figures, or why there are none. */
async function tryHuman(
  clip: string,
  seconds: number,
  onStep: KioskMeasurement['onStep'],
): Promise<readonly HumanBench[] | string> {
  onStep(`human for twice ${seconds} s`);
  try {
    return [await benchHuman(clip, seconds, 'everyFrame'), await benchHuman(clip, seconds, 'asShipped')];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
