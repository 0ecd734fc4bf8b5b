/**
 * @file Resolves the models that the manifests name: finds each file, checks it against its SHA-256 and puts it where
 * the site serves it from. A file that differs from its manifest is never served, and nothing is downloaded.
 */
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest, ModelEntry, ModelRole } from '../../../src/core/manifest/types.ts';
import { takeFromBundle } from '../../../src/runtime/model-bundle.ts';
import { sha256Hex } from './digest.ts';
import { readManifest } from './manifest-file.ts';
import { LOCAL_MODELS_FOLDER, RESOLVED_MODELS_FOLDER, SHIPPED_MODELS_FOLDER } from '../paths.ts';

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
  /** Folders with a manifest and its files, the one whose entries win first. */
  readonly manifestFolders?: readonly string[];
  /** Where the files and the merged manifest go. */
  readonly target?: string;
}

/** What stands beside the models in the target folder. */
const MANIFEST_FILE = 'manifest.json';
const STATUS_FILE = 'status.json';

/** Never throws for a missing or refused model; a manifest that cannot be read does. */
export async function resolveModels(options: ResolveOptions = {}): Promise<ModelReport> {
  const target = options.target ?? RESOLVED_MODELS_FOLDER;
  const folders = options.manifestFolders ?? [LOCAL_MODELS_FOLDER, SHIPPED_MODELS_FOLDER];
  await mkdir(target, { recursive: true });

  const present: ModelEntry[] = [];
  const missing: MissingModel[] = [];
  const names = new Set<string>();
  for (const folder of folders) {
    const manifest = await readManifest(join(folder, MANIFEST_FILE));
    for (const entry of manifest?.models ?? []) {
      if (names.has(entry.name)) continue;
      names.add(entry.name);
      const problem = await resolveModel(entry, folder, target);
      if (problem === null) present.push(entry);
      else missing.push({ name: entry.name, role: entry.role, entry, ...problem });
    }
  }
  missing.push(...missingRoles([...present, ...missing]));
  await writeTarget(target, present, missing);
  return { present, missing };
}

type Problem = Pick<MissingModel, 'why' | 'whatToDo'>;

interface Candidate {
  readonly from: string;
  readonly bytes: Uint8Array;
}

/** @returns null once the verified file lies in the target folder; otherwise what is wrong. */
async function resolveModel(
  entry: ModelEntry,
  folder: string,
  targetFolder: string,
): Promise<Problem | null> {
  const target = join(targetFolder, entry.file);
  const current = await readIfThere(target);
  if (current && sha256Hex(current) === entry.sha256) return null;
  if (current) await rm(target);

  const found = await findModel(entry, folder);
  if ('why' in found) return found;
  if (sha256Hex(found.bytes) !== entry.sha256) return differs(entry, found);
  await writeWhole(target, found.bytes);
  return null;
}

async function findModel(entry: ModelEntry, folder: string): Promise<Candidate | Problem> {
  const { source } = entry;
  const file = source.kind === 'inside' ? source.file : entry.file;
  const from = join(folder, file);
  const bytes = await readIfThere(from);
  if (!bytes) return { why: `its file ${file} was not found`, whatToDo: howToGet(entry, file) };
  if (source.kind !== 'inside') return { from, bytes };
  try {
    return { from: `${from}, ${source.entry}`, bytes: takeFromBundle(bytes, source.entry) };
  } catch (error) {
    return { why: `${from} cannot be used: ${(error as Error).message}`, whatToDo: howToGet(entry, file) };
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

function howToGet({ source }: ModelEntry, file: string): string {
  return source.kind === 'brought'
    ? `Put ${file} into models/local. ${source.note}`
    : `Restore ${file}: run git checkout models.`;
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
    missing: missing.map(({ name, role, entry, why, whatToDo }) => ({
      name,
      role,
      sha256: entry?.sha256 ?? null,
      message: `${why}. ${whatToDo}`,
    })),
  };
  await writeJson(join(target, MANIFEST_FILE), manifest);
  await writeJson(join(target, STATUS_FILE), status);
  const kept = new Set([MANIFEST_FILE, STATUS_FILE, ...present.map(({ file }) => file)]);
  for (const name of await readdir(target)) {
    // Another set-up under way at the same time may own a part file.
    if (!kept.has(name) && !name.endsWith(PART_SUFFIX)) await rm(join(target, name), { recursive: true });
  }
}

/** Does not touch an unchanged file: its age tells when the models changed. */
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
