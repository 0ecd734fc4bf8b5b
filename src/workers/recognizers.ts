/**
 * @file Loads the networks and checks at boot that this device computes them right: a fixed tensor must give the
 * recorded golden output. A device that fails on WebGPU runs on WASM, and one that fails there too is refused. Some
 * GPUs compute wrongly (docs/sources.md #6), and a wrong embedder opens doors to strangers.
 */
import { l2Normalize } from '../core/embedding/embedding.ts';
import { goldenTensor, maxAbsDifference } from '../core/manifest/golden.ts';
import type { OnnxModelEntry } from '../core/manifest/types.ts';
import { fetchModel } from '../runtime/model-file.ts';
import { configureOrt, OnnxSession } from '../runtime/ort.ts';
import type { Provider, RecognitionNote, RecognitionOptions, RecognitionReport } from './protocol.ts';

export interface Recognizers {
  readonly embedder: OnnxSession;
  readonly fakeDetector: OnnxSession | null;
  readonly attackDetector: OnnxSession | null;
}

/** The name survives comlink. */
class SelfTestError extends Error {
  override readonly name = 'SelfTestError';
}

interface Loaded {
  readonly entry: OnnxModelEntry;
  readonly bytes: Uint8Array;
}

/**
 * @throws ModelFileError for a damaged file, SelfTestError when WASM too gives another output than recorded.
 */
export async function loadRecognizers(
  options: RecognitionOptions,
): Promise<{ recognizers: Recognizers; report: RecognitionReport }> {
  const { embedder, fakeDetector, attackDetector, modelsUrl } = options;
  configureOrt(options.ortUrl, options.threads);
  const entries = [embedder, fakeDetector, attackDetector].filter((entry) => entry !== null);
  const notes: RecognitionNote[] = [];
  const models = await Promise.all(
    entries.map(async (entry): Promise<Loaded> => ({
      entry,
      bytes: await fetchModel(modelsUrl, entry, () =>
        notes.push({ kind: 'modelRepaired', file: entry.file }),
      ),
    })),
  );
  for (const provider of options.provider === 'webgpu'
    ? (['webgpu', 'wasm'] as const)
    : (['wasm'] as const)) {
    try {
      const { sessions, selfTest } = await startAll(models, provider);
      const sessionOf = (wanted: OnnxModelEntry | null): OnnxSession | null =>
        wanted && sessions[entries.indexOf(wanted)];
      const recognizers = {
        embedder: sessions[0],
        fakeDetector: sessionOf(fakeDetector),
        attackDetector: sessionOf(attackDetector),
      };
      return { recognizers, report: { provider, threads: options.threads, notes, selfTest } };
    } catch (error) {
      if (provider === 'wasm') throw error;
      notes.push({ kind: 'webgpuFailed', why: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new Error('unreachable');
}

async function startAll(
  models: readonly Loaded[],
  provider: Provider,
): Promise<{ sessions: OnnxSession[]; selfTest: Record<string, number> }> {
  const sessions: OnnxSession[] = [];
  const selfTest: Record<string, number> = {};
  try {
    for (const { entry, bytes } of models) {
      const session = await OnnxSession.create(bytes, entry, provider);
      sessions.push(session);
      selfTest[entry.name] = await goldenDifference(session, entry);
      if (!(selfTest[entry.name] <= entry.golden.tolerance)) {
        throw new SelfTestError(
          `The model ${entry.name} computes wrongly on ${provider}: its test output is off by ` +
            `${selfTest[entry.name].toExponential(1)}, more than ${entry.golden.tolerance.toExponential(1)}.`,
        );
      }
    }
    return { sessions, selfTest };
  } catch (error) {
    await Promise.all(sessions.map((session) => session.release()));
    throw error;
  }
}

async function goldenDifference(session: OnnxSession, entry: OnnxModelEntry): Promise<number> {
  const output = await session.run(goldenTensor(entry.golden.seed, session.inputLength));
  return maxAbsDifference(entry.role === 'embedder' ? l2Normalize(output) : output, entry.golden.output);
}
