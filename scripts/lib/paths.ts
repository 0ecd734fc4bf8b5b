/**
 * @file The folders and files that scripts, Vite's configuration and tests share, as absolute paths.
 */
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** Everything machine-made that is not the build: git-ignored, safe to delete. */
export const STATE_FOLDER = join(ROOT, '.facegate');

/** What a hub keeps: its site and its store. Not to be deleted. */
export const HUB_FOLDER = join(ROOT, 'hub-data');

/** Vite's `publicDir`. */
export const PUBLIC_FOLDER = join(STATE_FOLDER, 'public');

/** The verified models and the merged manifest: what the site serves as `/models/`. */
export const RESOLVED_MODELS_FOLDER = join(STATE_FOLDER, 'models');

/** The manifest in git and the models shipped with it. */
export const SHIPPED_MODELS_FOLDER = join(ROOT, 'models');

/** The site's own models and manifest, git-ignored; its entries come before the shipped ones. */
export const LOCAL_MODELS_FOLDER = join(ROOT, 'models', 'local');

export const DIST_FOLDER = join(ROOT, 'dist');

/** The build whose pages let commands and tests read the session. Nobody serves it to people. */
export const TOOLS_DIST_FOLDER = join(STATE_FOLDER, 'dist-tools');

/** The build that `npm run release` packs. */
export const RELEASE_DIST_FOLDER = join(STATE_FOLDER, 'dist-release');

/** The build that `npm start -- --door` serves. */
export const DOOR_DIST_FOLDER = join(STATE_FOLDER, 'dist-door');
