/** @file Picks the models that a kiosk runs on out of a manifest. Loads nothing. */
import type {
  AttackDetectorEntry,
  EmbedderEntry,
  FakeDetectorEntry,
  Manifest,
  ModelEntry,
  TrackerEntry,
} from './types.ts';

/** The models in use; null where the manifest has none of the role. */
export interface PickedModels {
  readonly embedder: EmbedderEntry | null;
  readonly fakeDetector: FakeDetectorEntry | null;
  readonly attackDetector: AttackDetectorEntry | null;
  readonly landmarker: TrackerEntry | null;
  /** Looks for other people while the landmarker follows one. */
  readonly companion: TrackerEntry | null;
}

type EntryOf<Role extends ModelEntry['role']> = Extract<ModelEntry, { role: unknown }> & {
  readonly role: Role;
};

function first<Role extends ModelEntry['role']>(manifest: Manifest, role: Role): EntryOf<Role> | null {
  const found = manifest.models.find((model): model is EntryOf<Role> => model.role === role);
  return found ?? null;
}

/** Whether one of these files holds the model: a device then takes it from there, and loads and keeps no other file. */
export function isInside({ source }: ModelEntry, files: readonly Pick<ModelEntry, 'file'>[]): boolean {
  return source.kind === 'inside' && files.some(({ file }) => file === source.file);
}

/** The first entry of each role wins, so that an operator chooses by order. */
export function pickModels(manifest: Manifest): PickedModels {
  return {
    embedder: first(manifest, 'embedder'),
    fakeDetector: first(manifest, 'fake-detector'),
    attackDetector: first(manifest, 'attack-detector'),
    landmarker: first(manifest, 'face-landmarker'),
    companion: first(manifest, 'face-detector'),
  };
}
