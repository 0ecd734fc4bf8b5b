/** @file The manifest entry of a model as far as the options tell it, before anything is measured. Reads no file. */
import { ManifestError, parseManifest } from '../../../../src/core/manifest/parse.ts';
import type { OnnxModelEntry, OperatingPoint } from '../../../../src/core/manifest/types.ts';
import { sha256Hex } from '../digest.ts';
import type { BroughtFile } from './model-file.ts';
import type { AddOptions } from './options.ts';

const GOLDEN_SEED = 1;
/**
 * For the values of a unit vector. WebGPU differs from WASM by 10⁻⁶ to 10⁻⁴. A wrongly computed embedding has another
 * direction and differs by about 1/√dimension, 0.03 at 1024 dimensions.
 */
const EMBEDDING_TOLERANCE = 1e-3;
/** For a probability: a sigmoid changes by at most a quarter of what its input changes by. */
const PROBABILITY_TOLERANCE = 1e-2;
/** Stands in the draft where the file will tell; it must be a size that a manifest may hold. */
const ANY_SIZE = 112;

/** Stands in the draft until the photos are measured; nobody is recognised at it. */
const UNMEASURED: OperatingPoint = {
  fmr: 0.5,
  threshold: 1,
  fnmr: 1,
  fnmrInterval: [0, 1],
  fmrInterval: [0, 1],
  genuinePairs: 1,
  impostorPairs: 1,
};

/** @throws Error for options that do not belong together, or that no manifest may hold. */
export function draftEntry({ bytes, origin }: BroughtFile, options: AddOptions): OnnxModelEntry {
  refuseForeignOptions(options);
  const { name, size = ANY_SIZE, layout, channels, mean, std, template, margin, licence } = options;
  const base = {
    name,
    file: `${name}.onnx`,
    sha256: sha256Hex(bytes),
    bytes: bytes.length,
    licence,
    source: { kind: 'brought', note: origin },
    input: { name: '?', size, layout, channels, mean, std },
    output: options.output ?? '?',
    alignment: { template, margin },
    golden: { seed: GOLDEN_SEED, output: [0], tolerance: EMBEDDING_TOLERANCE },
  } as const;
  if (options.role === 'embedder') {
    return checked({ ...base, role: 'embedder', dimension: 1, operatingPoints: [UNMEASURED] });
  }
  if (options.threshold === undefined) {
    throw new Error(
      'A detector needs --threshold: the probability from which a face counts as a fake or an attack.',
    );
  }
  const golden = { ...base.golden, tolerance: PROBABILITY_TOLERANCE };
  return checked({ ...base, role: options.role, threshold: options.threshold, golden });
}

const OF_DETECTORS = ['threshold', 'live', 'activation'] as const;
const OF_EMBEDDERS = ['people', 'pairs'] as const;

/** An option that would be passed over in silence is refused. */
function refuseForeignOptions(options: AddOptions): void {
  const [role, foreign] =
    options.role === 'embedder'
      ? (['an embedder', OF_DETECTORS] as const)
      : (['a detector', OF_EMBEDDERS] as const);
  const given = foreign.find((name) => options[name] !== undefined);
  if (given !== undefined)
    throw new Error(`--${given} says nothing of ${role}. Leave it out, or correct --role.`);
}

/** Called before anything is measured, so that a fault in the options costs no time. */
export function checked<Entry extends OnnxModelEntry>(entry: Entry): Entry {
  try {
    parseManifest({ version: 1, models: [entry] });
    return entry;
  } catch (cause) {
    if (!(cause instanceof ManifestError)) throw cause;
    // The file's name follows from --name, so that one fault is not told twice.
    const faults = cause.faults
      .map((fault) => fault.replace(/^models\.0\./, ''))
      .filter((fault) => !fault.startsWith('file:'));
    throw new Error(`The options make no entry that a manifest may hold:\n- ${faults.join('\n- ')}`, {
      cause,
    });
  }
}
