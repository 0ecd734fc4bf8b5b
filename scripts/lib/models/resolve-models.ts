/**
 * @file Resolves the models that the manifests name: finds each file, checks it against its SHA-256 and lays
 * it where the site serves it from. A file that differs from its manifest is never served.
 */
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest, ModelEntry, ModelRole } from '../../../src/core/manifest/types.ts';
import { sha256Hex } from './digest.ts';
import { fetchModel } from './fetch-model.ts';
import { readManifest } from './manifest-file.ts';
import { LOCAL_MODELS_FOLDER, RESOLVED_MODELS_FOLDER, ROOT, SHIPPED_MODELS_FOLDER } from '../paths.ts';
import { addNormalizationMetadata } from './tflite-metadata.ts';

export interface MissingModel {
  readonly name: string;
  readonly role: ModelRole;
  /** Null where no manifest has an entry for the role. */
  readonly entry: ModelEntry | null;
  /** A plain sentence. */
  readonly why: string;
  /** A plain sentence. */
  readonly whatToDo: string;
}

export interface ModelReport {
  /** In the order of the served manifest: a site's own models first. */
  readonly present: readonly ModelEntry[];
  readonly missing: readonly MissingModel[];
}

export interface ResolveOptions {
  /** Folders with a manifest, the one whose entries win first. */
  readonly manifestFolders?: readonly string[];
  /** Folders to look in for a file that does not lie beside its manifest. */
  readonly searchFolders?: readonly string[];
  /** Where the files and the merged manifest go. */
  readonly target?: string;
  /** False never asks the network. */
  readonly download?: boolean;
}

/** Face detection's input range is −1…1 (the model card of BlazeFace short range). */
const DETECTOR_NORMALIZATION = { mean: 127.5, std: 127.5 };

/** What stands beside the models in the target folder. */
const MANIFEST_FILE = 'manifest.json';
const STATUS_FILE = 'status.json';

/** Never throws for a missing or refused model; a manifest that cannot be read does. */
export async function resolveModels(options: ResolveOptions = {}): Promise<ModelReport> {
  const target = options.target ?? RESOLVED_MODELS_FOLDER;
  const folders = options.manifestFolders ?? [LOCAL_MODELS_FOLDER, SHIPPED_MODELS_FOLDER];
  const searchFolders = options.searchFolders ?? defaultSearchFolders();
  await mkdir(target, { recursive: true });

  const present: ModelEntry[] = [];
  const missing: MissingModel[] = [];
  const names = new Set<string>();
  for (const folder of folders) {
    const manifest = await readManifest(join(folder, MANIFEST_FILE));
    for (const entry of manifest?.models ?? []) {
      if (names.has(entry.name)) continue;
      names.add(entry.name);
      const problem = await resolveModel(entry, {
        target,
        folders: [folder, ...searchFolders],
        download: options.download ?? true,
      });
      if (problem === null) present.push(entry);
      else missing.push({ name: entry.name, role: entry.role, entry, ...problem });
    }
  }
  missing.push(...missingRoles([...present, ...missing]));
  await writeTarget(target, present, missing);
  return { present, missing };
}

function defaultSearchFolders(): string[] {
  const named = process.env.FACEGATE_MODELS;
  return [...(named ? [named] : []), join(ROOT, '..', 'shared', 'models')];
}

type Problem = Pick<MissingModel, 'why' | 'whatToDo'>;

interface Places {
  readonly target: string;
  readonly folders: readonly string[];
  readonly download: boolean;
}

interface Candidate {
  readonly from: string;
  readonly bytes: Uint8Array;
}

/** @returns null once the verified file lies in the target folder; otherwise the first thing that went wrong. */
async function resolveModel(entry: ModelEntry, places: Places): Promise<Problem | null> {
  const target = join(places.target, entry.file);
  const current = await readIfThere(target);
  if (current && sha256Hex(current) === entry.sha256) return null;
  if (current) await rm(target);

  let problem: Problem | null = null;
  for await (const candidate of candidates(entry, places)) {
    if ('why' in candidate) {
      problem ??= candidate;
    } else if (sha256Hex(candidate.bytes) === entry.sha256) {
      await writeWhole(target, candidate.bytes);
      return null;
    } else {
      problem ??= differs(entry, candidate);
    }
  }
  return problem ?? absent(entry);
}

/** The places where a model's file may be, nearest first. */
async function* candidates(entry: ModelEntry, places: Places): AsyncGenerator<Candidate | Problem> {
  for (const folder of places.folders) {
    const from = join(folder, entry.file);
    const bytes = await readIfThere(from);
    if (bytes) yield { from, bytes };
  }
  const { source } = entry;
  if (source.kind === 'npm') {
    const from = join(ROOT, 'node_modules', source.package, source.path);
    const bytes = await readIfThere(from);
    if (!bytes) yield { why: `the package ${source.package} is not installed`, whatToDo: 'Run npm ci.' };
    else if (entry.role === 'face-detector') {
      yield { from, bytes: addNormalizationMetadata(bytes, DETECTOR_NORMALIZATION) };
    } else yield { from, bytes };
  }
  if (source.kind === 'url' && places.download) {
    try {
      yield { from: source.url, bytes: await fetchModel(source.url, entry.bytes) };
    } catch (error) {
      yield {
        why: `its download failed: ${(error as Error).message}`,
        whatToDo: fetchByHand(entry, source.url),
      };
    }
  }
}

function differs(entry: ModelEntry, { from, bytes }: Candidate): Problem {
  return {
    why:
      `${from} was refused: its SHA-256 is ${sha256Hex(bytes)} (${String(bytes.length)} bytes), ` +
      `but the manifest says ${entry.sha256} (${String(entry.bytes)} bytes)`,
    whatToDo: 'Put the original file back; if the change is meant, correct the manifest.',
  };
}

function absent(entry: ModelEntry): Problem {
  const why = `its file ${entry.file} was not found`;
  const { source } = entry;
  switch (source.kind) {
    case 'url':
      return { why, whatToDo: fetchByHand(entry, source.url) };
    case 'brought':
      return { why, whatToDo: `Put ${entry.file} into models/local. ${source.note}` };
    case 'npm':
    case 'trained-here':
      return { why, whatToDo: `Restore ${entry.file}: run git checkout models, then npm ci.` };
  }
}

function fetchByHand(entry: ModelEntry, url: string): string {
  return `Download ${url} as ${entry.file} and name its folder in FACEGATE_MODELS.`;
}

/** What the kiosk needs and no manifest names at all. */
function missingRoles(named: readonly { readonly role: ModelRole }[]): MissingModel[] {
  if (named.some(({ role }) => role === 'embedder')) return [];
  return [
    {
      name: 'embedder',
      role: 'embedder',
      entry: null,
      why: 'no manifest names a model that recognises faces',
      whatToDo: 'Bring an ONNX face embedder: npm run models -- add --help says how.',
    },
  ];
}

async function writeTarget(
  target: string,
  present: readonly ModelEntry[],
  missing: readonly MissingModel[],
): Promise<void> {
  const manifest: Manifest = { version: 1, models: present };
  const status = {
    missing: missing.map(({ name, role, why, whatToDo }) => ({ name, role, message: `${why}. ${whatToDo}` })),
  };
  await writeJson(join(target, MANIFEST_FILE), manifest);
  await writeJson(join(target, STATUS_FILE), status);
  const kept = new Set([MANIFEST_FILE, STATUS_FILE, ...present.map(({ file }) => file)]);
  for (const name of await readdir(target)) {
    // Another set-up under way at the same time may own a part file.
    if (!kept.has(name) && !name.endsWith(PART_SUFFIX)) await rm(join(target, name), { recursive: true });
  }
}

/** Leaves an unchanged file alone, so that its age tells when something changed. */
async function writeJson(path: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if ((await readIfThere(path))?.toString() !== text) await writeWhole(path, Buffer.from(text));
}

const PART_SUFFIX = '.part';

/** A reader sees the old file or the whole new one. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${String(process.pid)}${PART_SUFFIX}`;
  await writeFile(part, bytes);
  await rename(part, path);
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
