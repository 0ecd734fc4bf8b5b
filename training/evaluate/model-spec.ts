/** @file Finds an ONNX model and what it must be fed with. Runs nothing. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ARCFACE } from '../../src/core/align/template.ts';
import type { Alignment } from '../../src/core/align/template.ts';
import { POLICIES } from '../../src/core/decision/policies.ts';
import { similarityThreshold } from '../../src/core/fusion/similarity-threshold.ts';
import type { Manifest, OnnxInput, OnnxModelEntry } from '../../src/core/manifest/types.ts';

export interface ModelSpec {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Lower-case hex. */
  readonly sha256: string;
  /** An empty name stands for the only input that the model has. */
  readonly input: OnnxInput;
  /** Null: the only output that it has. */
  readonly output: string | null;
  /** Of its crops. */
  readonly alignment: Alignment;
  /** Null for a model that no manifest knows. */
  readonly entry: OnnxModelEntry | null;
}

/** A folder of models with its manifest. */
export interface ModelShelf {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** What a user says of a model's input; anything absent is the manifest's or the default. */
export type InputOverrides = Partial<Omit<OnnxInput, 'name'>> & Partial<Alignment>;

/** What most published ArcFace-style embedders take, MobileFaceNet among them. */
const DEFAULT_INPUT: OnnxInput = {
  name: '',
  size: 112,
  layout: 'NCHW',
  channels: 'RGB',
  mean: [127.5, 127.5, 127.5],
  std: [128, 128, 128],
};

/**
 * @param wanted - Name of a manifest's model, or path of an .onnx file. A file is known to a manifest by its SHA-256,
 * not by its name: a retrained model of the same name may want other input.
 * @param shelves - The one whose entries win first.
 * @throws Error naming the models there are, or a file that is not the one of its manifest.
 */
export async function findModel(
  wanted: string,
  shelves: readonly ModelShelf[],
  overrides: InputOverrides = {},
): Promise<ModelSpec> {
  const named = await findByName(wanted, shelves);
  if (named) return specOf(named.entry.name, named.bytes, named.entry, overrides);
  if (!existsSync(wanted)) {
    const names = new Set(shelves.flatMap(({ manifest }) => onnxEntries(manifest)).map(({ name }) => name));
    throw new Error(
      `There is no model ${wanted}: name an .onnx file` +
        (names.size > 0 ? ` or one of ${[...names].join(', ')}.` : '.'),
    );
  }
  const bytes = await readFile(wanted);
  const sha256 = digestOf(bytes);
  const entry = shelves
    .flatMap(({ manifest }) => onnxEntries(manifest))
    .find((candidate) => candidate.sha256 === sha256);
  return specOf(basename(wanted), bytes, entry ?? null, overrides);
}

async function findByName(
  name: string,
  shelves: readonly ModelShelf[],
): Promise<{ entry: OnnxModelEntry; bytes: Uint8Array } | null> {
  const places = shelves.flatMap(({ folder, manifest }) =>
    onnxEntries(manifest)
      .filter((entry) => entry.name === name)
      .map((entry) => ({ entry, path: join(folder, entry.file) })),
  );
  if (places.length === 0) return null;
  const place = places.find(({ path }) => existsSync(path));
  if (!place) {
    throw new Error(
      `The file of the model ${name} is not at ${places[0].path}. "npm run models -- list" says how to get it.`,
    );
  }
  const bytes = await readFile(place.path);
  if (digestOf(bytes) !== place.entry.sha256) {
    throw new Error(
      `${place.path} is not the file that its manifest describes (SHA-256 differs). Put the original back, or name ` +
        'the file by its path and describe its input with --size, --mean and --std.',
    );
  }
  return { entry: place.entry, bytes };
}

function specOf(
  name: string,
  bytes: Uint8Array,
  entry: OnnxModelEntry | null,
  { template, margin, ...input }: InputOverrides,
): ModelSpec {
  return {
    name: entry?.name ?? name,
    bytes,
    sha256: digestOf(bytes),
    input: { ...(entry?.input ?? DEFAULT_INPUT), ...input },
    output: entry?.output ?? null,
    alignment: {
      ...(entry?.alignment ?? ARCFACE),
      ...(template !== undefined && { template }),
      ...(margin !== undefined && { margin }),
    },
    entry,
  };
}

function onnxEntries({ models }: Manifest): OnnxModelEntry[] {
  return models.filter((model) => 'golden' in model);
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Where the kiosk decides between two photos under its standard policy; null for a model without operating points. */
export function standardThreshold({ entry }: ModelSpec): number | null {
  if (entry?.role !== 'embedder') return null;
  return similarityThreshold(entry.operatingPoints, POLICIES.standard.targetFpir, 1).threshold;
}
