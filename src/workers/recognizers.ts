/**
 * @file Loads the networks and checks at boot that this device computes them right: a fixed tensor must give the
 * recorded golden output. A device that fails on WebGPU runs on WASM, and one that fails there too is refused. Some
 * GPUs compute wrongly (docs/sources.md #6), and a wrong embedder opens doors to strangers.
 */
import { l2Normalize } from '../core/embedding/embedding.ts';
import { goldenTensor, maxAbsDifference } from '../core/manifest/golden.ts';
import type { LostModel } from '../core/manifest/lost-models.ts';
import type { OnnxModelEntry } from '../core/manifest/types.ts';
import { fetchModel } from '../runtime/model-file.ts';
import { loadOrt, OnnxSession, ortThreads } from '../runtime/ort.ts';
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

/** What runs on one provider. */
interface Started {
  readonly sessions: ReadonlyMap<OnnxModelEntry, OnnxSession>;
  readonly selfTest: Readonly<Record<string, number>>;
  readonly failed: readonly LostModel[];
}

/**
 * A detector that cannot be used is left out and told of, so that badge and PIN go on; without the embedder nothing
 * does.
 * @throws ModelFileError for a damaged embedder, SelfTestError when WASM too gives another output of it than recorded.
 */
export async function loadRecognizers(
  options: RecognitionOptions,
): Promise<{ recognizers: Recognizers; report: RecognitionReport }> {
  const { embedder, fakeDetector, attackDetector, backend, ortUrl } = options;
  const notes: RecognitionNote[] = [];
  const damaged: LostModel[] = [];
  const models = [embedder, fakeDetector, attackDetector]
    .filter((entry) => entry !== null)
    // The smallest first: the runtime starts up while the others are still on their way.
    .sort((one, other) => one.bytes - other.bytes)
    .map((entry) => fetchOne(entry, options.modelsUrl, notes).catch(leaveOut(entry, damaged)));
  // Each is awaited in its turn.
  for (const model of models) model.catch(() => undefined);
  const build = await loadOrt(ortUrl, options.build, backend.threads);
  if (build !== options.build) notes.push({ kind: 'buildMissing', build: options.build });
  const providers: readonly Provider[] =
    backend.provider === 'webgpu' && build === 'webgpu' ? ['webgpu', 'wasm'] : ['wasm'];
  for (const provider of providers) {
    try {
      const { sessions, selfTest, failed } = await startAll(models, provider);
      const session = sessions.get(embedder);
      if (session === undefined) throw new Error('unreachable: without an embedder nothing starts');
      const sessionOf = (entry: OnnxModelEntry | null): OnnxSession | null =>
        (entry && sessions.get(entry)) ?? null;
      const recognizers = {
        embedder: session,
        fakeDetector: sessionOf(fakeDetector),
        attackDetector: sessionOf(attackDetector),
      };
      return {
        recognizers,
        report: {
          ...{ provider, build, notes, selfTest, failed: [...damaged, ...failed] },
          threads: provider === 'wasm' ? ortThreads() : 1,
        },
      };
    } catch (error) {
      if (provider === 'wasm') throw error;
      notes.push({ kind: 'webgpuFailed', why: messageOf(error) });
    }
  }
  throw new Error('unreachable');
}

async function fetchOne(entry: OnnxModelEntry, modelsUrl: string, notes: RecognitionNote[]): Promise<Loaded> {
  const onRepair = (): void => void notes.push({ kind: 'modelRepaired', file: entry.file });
  return { entry, bytes: await fetchModel(modelsUrl, entry, onRepair) };
}

/** @returns Notes a detector that has failed; throws on what the kiosk cannot do without. */
function leaveOut({ role, name, sha256 }: OnnxModelEntry, failed: LostModel[]): (error: unknown) => null {
  return (error) => {
    if (role === 'embedder') throw error;
    failed.push({ role, name, sha256, why: messageOf(error) });
    return null;
  };
}

/** On WebGPU every model must compute right, since WASM is tried after it. */
async function startAll(models: readonly Promise<Loaded | null>[], provider: Provider): Promise<Started> {
  const sessions = new Map<OnnxModelEntry, OnnxSession>();
  const selfTest: Record<string, number> = {};
  const failed: LostModel[] = [];
  try {
    for (const loading of models) {
      const model = await loading;
      if (model === null) continue;
      const { entry } = model;
      const starting = startOne(model, provider, selfTest);
      const session = await (provider === 'wasm' ? starting.catch(leaveOut(entry, failed)) : starting);
      if (session !== null) sessions.set(entry, session);
    }
    return { sessions, selfTest, failed };
  } catch (error) {
    await Promise.all([...sessions.values()].map((session) => session.release()));
    throw error;
  }
}

/** @param selfTest - Gets the model's difference from its golden output. */
async function startOne(
  { entry, bytes }: Loaded,
  provider: Provider,
  selfTest: Record<string, number>,
): Promise<OnnxSession> {
  const session = await OnnxSession.create(bytes, entry, provider);
  try {
    const difference = await goldenDifference(session, entry);
    selfTest[entry.name] = difference;
    if (difference <= entry.golden.tolerance) return session;
    throw new SelfTestError(
      `The model ${entry.name} computes wrongly on ${provider}: its test output is off by ` +
        `${difference.toExponential(1)}, more than ${entry.golden.tolerance.toExponential(1)}.`,
    );
  } catch (error) {
    await session.release();
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function goldenDifference(session: OnnxSession, entry: OnnxModelEntry): Promise<number> {
  const output = await session.run(goldenTensor(entry.golden.seed, session.inputLength));
  return maxAbsDifference(entry.role === 'embedder' ? l2Normalize(output) : output, entry.golden.output);
}
