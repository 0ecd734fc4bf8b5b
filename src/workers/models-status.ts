/** @file What the kiosk was served of models: the manifest of those in place, and what is missing. */
import { ManifestError, parseManifest } from '../core/manifest/parse.ts';
import type { Manifest, ModelRole } from '../core/manifest/types.ts';
import { PipelineError } from './pipeline-error.ts';

export interface MissingModel {
  readonly name: string;
  readonly role: ModelRole;
  /** Of its manifest entry; null where no manifest names one. Absent in lists of before. */
  readonly sha256?: string | null;
  /** What is wrong and what to do, in plain sentences. */
  readonly message: string;
}

export interface ModelsStatus {
  readonly manifest: Manifest;
  readonly missing: readonly MissingModel[];
}

/**
 * @param baseUrl - Absolute URL of the site; ends in a slash.
 * @throws PipelineError `manifestUnreadable`.
 */
export async function loadModelsStatus(baseUrl: string): Promise<ModelsStatus> {
  const modelsUrl = new URL('models/', baseUrl);
  const [manifest, status] = await Promise.all([
    fetchJson(new URL('manifest.json', modelsUrl)),
    fetchJson(new URL('status.json', modelsUrl)),
  ]);
  try {
    return { manifest: parseManifest(manifest), missing: (status as { missing: MissingModel[] }).missing };
  } catch (cause) {
    if (!(cause instanceof ManifestError)) throw cause;
    throw new PipelineError('manifestUnreadable', cause.message, { cause });
  }
}

async function fetchJson(url: URL): Promise<unknown> {
  try {
    const response = await fetch(url, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`status ${String(response.status)}`);
    return await response.json();
  } catch (cause) {
    throw new PipelineError(
      'manifestUnreadable',
      `The list of models (${url.pathname}) could not be read. Restart the kiosk with npm start.`,
      { cause },
    );
  }
}
