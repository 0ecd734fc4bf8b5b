/**
 * @file Looks into a model with the runtime that the kiosk runs it on: names its input and output, tries it on made
 * images, gives a detector the ending that it needs, and records the golden output. Shows it no photo.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnnxModelEntry } from '../../../../src/core/manifest/types.ts';
import { callHeadless } from '../../kiosk/headless-page.ts';
import { sha256Hex } from '../digest.ts';
import { checked } from './draft.ts';
import { decideEnding, withEnding, type WantedEnding } from './ending.ts';
import { judgeTrial } from './judge-trial.ts';
import { chooseValues, type ModelSignature } from './signature.ts';
import { tryModel, type Trial, type TrialPages } from './trial.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

/** Digits kept of golden values: far below the tolerance. */
const GOLDEN_DIGITS = 7;

export interface ExamineOptions extends WantedEnding {
  readonly size?: number | undefined;
  readonly output?: string | undefined;
  /** Seconds that all runs on made images may take. */
  readonly timeLimit: number;
}

export interface Examined {
  /** An embedder's operating points are not known yet. */
  readonly entry: OnnxModelEntry;
  /** The file as the kiosk stores it. */
  readonly bytes: Uint8Array;
  /** One image on one thread, WASM. */
  readonly imageMs: number;
}

/**
 * @param folder - What the pages are served as their models.
 * @param draft - Of these bytes.
 * @throws Error with the reason and what to do for whatever keeps the model from being used.
 */
export async function examineModel(
  pages: TrialPages,
  folder: string,
  draft: OnnxModelEntry,
  bytes: Uint8Array,
  options: ExamineOptions,
): Promise<Examined> {
  const watchdog = startWatchdog(options.timeLimit, tooSlow(options.timeLimit));
  try {
    await writeFile(join(folder, draft.file), bytes);
    const named = await nameValues(pages, draft, options, watchdog);
    const trial = await tried(pages, named, watchdog);
    const count = judgeTrial(named, trial);
    if (named.role === 'embedder') {
      const entry = await recordGolden(pages, { ...named, dimension: count }, watchdog);
      return { entry, bytes, imageMs: trial.imageMs };
    }
    const ending = decideEnding(
      [...trial.plain, ...trial.changed].map(({ answer }) => answer.values),
      options,
    );
    const ended = withEnding(bytes, named.output, ending);
    await writeFile(join(folder, draft.file), ended.bytes);
    const entry = await recordGolden(pages, { ...named, ...describeEnded(named, ended) }, watchdog);
    return { entry, bytes: ended.bytes, imageMs: trial.imageMs };
  } finally {
    watchdog.stop();
  }
}

function tooSlow(limitS: number): string {
  return (
    `The network took longer than ${limitS} s for some thirty images, and a door wants several faces judged a second. ` +
    'Bring a smaller network, or allow more with --time-limit if only this machine is slow.'
  );
}

async function nameValues(
  { oneThread }: TrialPages,
  draft: OnnxModelEntry,
  options: ExamineOptions,
  watchdog: Watchdog,
): Promise<OnnxModelEntry> {
  let signature: ModelSignature;
  try {
    signature = await watchdog.race(
      callHeadless<ModelSignature>(oneThread, 'readModelSignature', draft.file),
    );
  } catch (cause) {
    const why = (cause as Error).message;
    if (watchdog.hasExpired()) throw cause;
    throw new Error(
      `ONNX Runtime in a browser cannot load it: ${why.replace(/\.$/, '')}. ${loadAdvice(why)}`,
      { cause },
    );
  }
  const { input, output, size } = chooseValues(signature, { ...options, layout: draft.input.layout });
  return checked({ ...draft, input: { ...draft.input, name: input, size }, output });
}

function loadAdvice(why: string): string {
  if (/opset/i.test(why)) return 'Export it for an older set of operators, such as opset_version=17.';
  if (/IR version/i.test(why)) return 'Export it with an older onnx, for IR version 10 or below.';
  return 'Export it again with plain ONNX operators.';
}

async function tried(pages: TrialPages, entry: OnnxModelEntry, watchdog: Watchdog): Promise<Trial> {
  try {
    return await tryModel(pages, entry, watchdog);
  } catch (cause) {
    if (watchdog.hasExpired()) throw cause;
    const { size, layout } = entry.input;
    throw new Error(
      `It cannot run on one image of ${size}×${size} (${layout}): ${(cause as Error).message} Check --size and --layout; ` +
        'otherwise export it again.',
      { cause },
    );
  }
}

type StoredFile = Pick<OnnxModelEntry, 'sha256' | 'bytes' | 'output' | 'source'>;

/** What the entry says of the file once the ending is in it. */
function describeEnded({ sha256, source }: OnnxModelEntry, ended: ReturnType<typeof withEnding>): StoredFile {
  const { bytes, note } = ended;
  const origin = source.kind === 'brought' ? source.note : '';
  return {
    sha256: note === '' ? sha256 : sha256Hex(bytes),
    bytes: bytes.length,
    output: ended.output,
    source: { kind: 'brought', note: note === '' ? origin : `${origin} SHA-256 of that: ${sha256}. ${note}` },
  };
}

async function recordGolden(
  { oneThread }: TrialPages,
  entry: OnnxModelEntry,
  watchdog: Watchdog,
): Promise<OnnxModelEntry> {
  const computed = await watchdog.race(callHeadless<Float32Array>(oneThread, 'computeGoldenOutput', entry));
  const output = Array.from(computed, (value) => Number(value.toPrecision(GOLDEN_DIGITS)));
  return checked({ ...entry, golden: { ...entry.golden, output } });
}
