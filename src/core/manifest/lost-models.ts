/**
 * @file Which models a kiosk should run on and does not: files that are missing or damaged, networks that compute
 * wrongly, and detectors that it knew and that the manifest names no more. Pure.
 */
import type { PickedModels } from './select.ts';
import type { ModelEntry, ModelRole } from './types.ts';

/** A model as a kiosk remembers it. */
export interface KnownModel {
  readonly role: ModelRole;
  readonly name: string;
  /** Of its manifest entry; null where that is not known. */
  readonly sha256: string | null;
}

export interface LostModel extends KnownModel {
  /** In English, for whoever looks after the device: what is wrong and what to do. */
  readonly why: string;
}

export interface ModelsInPlace {
  /** The models that the manifest in use leaves to choose from. */
  readonly picked: PickedModels;
  /** Named by the manifest, and not served. */
  readonly missing: readonly LostModel[];
  /** Served, and not usable on this device. */
  readonly failed: readonly LostModel[];
  /** Detectors that this kiosk has run on before. */
  readonly seen: readonly KnownModel[];
}

const DETECTORS = ['fakeDetector', 'attackDetector'] as const;

/** Without a model of these roles the kiosk does not run at all, so that nobody has to be told that one is lost. */
const NEEDED: readonly ModelRole[] = ['embedder', 'face-landmarker', 'face-detector'];

/** @returns Each once. */
export function lostModels({ picked, missing, failed, seen }: ModelsInPlace): readonly LostModel[] {
  const roles = new Set(Object.values(picked).flatMap((model: ModelEntry | null) => model?.role ?? []));
  const lost = [...missing, ...failed].filter(({ role }) => roles.has(role) || !NEEDED.includes(role));
  const named = new Set([...roles, ...lost.map(({ role }) => role)]);
  const gone = seen.filter(({ role }) => !named.has(role));
  return [...lost, ...gone.map((model) => ({ ...model, why: NAMED_NO_MORE }))];
}

const NAMED_NO_MORE =
  'The manifest names it no more. Put its entry and its file back, then start the kiosk anew.';

/** The detectors that a kiosk knows from now on: those in use, and of a role without one the one before. */
export function detectorsKnown({
  picked,
  failed,
  seen,
}: Pick<ModelsInPlace, 'picked' | 'failed' | 'seen'>): readonly KnownModel[] {
  const used = DETECTORS.flatMap((which) => picked[which] ?? [])
    .filter((model) => !includesModel(failed, model))
    .map(({ role, name, sha256 }): KnownModel => ({ role, name, sha256 }));
  return [...used, ...seen.filter(({ role }) => !used.some((model) => model.role === role))];
}

/** Another file under the same name is another model. */
export function includesModel(models: readonly KnownModel[], { role, name, sha256 }: KnownModel): boolean {
  return models.some((one) => one.role === role && one.name === name && one.sha256 === sha256);
}
