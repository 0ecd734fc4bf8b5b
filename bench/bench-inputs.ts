/**
 * @file What the bench runs on: a clip, and the models of a kiosk.
 */
import { basename } from 'node:path';
import { type CameraClip, cameraClip } from '../scripts/lib/kiosk/camera-clip.ts';
import { resolveModels } from '../scripts/lib/models/resolve-models.ts';
import { RESOLVED_MODELS_FOLDER } from '../scripts/lib/paths.ts';
import { NO_REAL_CLIPS, realClips } from '../scripts/lib/photos/real-clips.ts';
import { modelFolder } from '../simulator/model-folder.ts';
import { DRILL_PEOPLE, renderSyntheticClip } from '../simulator/synthetic-face.ts';
import { toyEmbedder } from '../simulator/toy-embedder.ts';

export interface BenchInputs extends CameraClip {
  /** For the report. */
  readonly clipName: string;
  /** A folder that stands in for the site's models; undefined for the site's own. */
  readonly models: string | undefined;
  /** Where the models lie, to be weighed. */
  readonly modelsFolder: string;
  /** What the reader must know before comparing numbers. */
  readonly notes: readonly string[];
}

const SYNTHETIC_SECONDS = 4;

/** @param named - A video file; without it the first real clip, and where there is none a drawn one. */
export async function benchInputs(named: string | undefined): Promise<BenchInputs> {
  const file = named ?? realClips().at(0) ?? null;
  const notes: string[] = [];
  const { present } = await resolveModels();
  const ownEmbedder = present.some(({ role }) => role === 'embedder');
  if (file === null)
    notes.push(`The clip is drawn by the project (simulator/synthetic-face.ts): ${NO_REAL_CLIPS}`);
  notes.push(
    ownEmbedder
      ? `The models are those of this kiosk: ${present.map(({ name }) => name).join(', ')}.`
      : 'This kiosk has no embedder. It is the toy of simulator, far smaller than a real one: embedMs says little.',
  );
  const models = ownEmbedder ? undefined : await modelFolder('bench', await toyEmbedder());
  const clip =
    file === null
      ? await cameraClip(
          await renderSyntheticClip({
            person: DRILL_PEOPLE.owner,
            seconds: SYNTHETIC_SECONDS,
            motion: 'calm',
          }),
        )
      : await cameraClip(file);
  return {
    ...clip,
    clipName: file === null ? 'drawn by the project' : basename(file),
    models,
    modelsFolder: models ?? RESOLVED_MODELS_FOLDER,
    notes,
  };
}
