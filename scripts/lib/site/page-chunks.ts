/**
 * @file Which parts of a build only the fleet's console loads, and which only doors of a fleet. They lie in folders of
 * their own: no door stores the first, and no kiosk without a fleet the second.
 */
import type { Plugin, Rolldown } from 'vite';
import { FLEET_FOLDER } from '../../../src/core/site/fleet-folder.ts';

export const CONSOLE_FOLDER = 'console';
const CONSOLE_PAGE = `/${CONSOLE_FOLDER}/index.html`;
/** Loaded where somebody opens the fleet's panel, or a kiosk is a door of a fleet. */
const FLEET_PARTS = [
  '/src/ui/operator/fleet/fleet-panel.ts',
  '/src/kiosk/fleet-join.ts',
  '/src/kiosk/fleet-run.ts',
];
/** The folders of workers that not every kiosk loads. */
const WORKER_FOLDERS: Readonly<Record<string, string>> = {
  'fleet.worker': FLEET_FOLDER,
  'site-people.worker': `${CONSOLE_FOLDER}/`,
};

export class PageChunks {
  /** What every kiosk loads, at once or later. */
  private _everywhere: ReadonlySet<string> = new Set();
  /** And doors of a fleet besides. */
  private _atDoors: ReadonlySet<string> = new Set();

  /** Follows the imports before the chunks get their names. */
  readonly plugin: Plugin;

  constructor() {
    const note = (context: Rolldown.PluginContext): void => {
      const entries = [...context.getModuleIds()].filter(
        (id) => (context.getModuleInfo(id)?.isEntry ?? false) && !id.endsWith(CONSOLE_PAGE),
      );
      this._everywhere = reachedFrom(entries, context, (id) => FLEET_PARTS.some((part) => id.endsWith(part)));
      this._atDoors = reachedFrom(entries, context, () => false);
    };
    this.plugin = {
      name: 'facegate:page-chunks',
      apply: 'build',
      renderStart() {
        note(this);
      },
    };
  }

  /** @returns Rolldown's pattern of the chunk's name. */
  pathOf({ name, moduleIds }: Pick<Rolldown.PreRenderedChunk, 'name' | 'moduleIds'>): string {
    const isIn = (reached: ReadonlySet<string>): boolean =>
      moduleIds.length === 0 || moduleIds.some((id) => reached.has(id));
    const folder = isIn(this._everywhere)
      ? 'assets/'
      : isIn(this._atDoors)
        ? FLEET_FOLDER
        : `${CONSOLE_FOLDER}/`;
    return `${folder}${name}-[hash].js`;
  }

  /** As `pathOf`, of a worker. */
  workerPathOf({ name }: Pick<Rolldown.PreRenderedChunk, 'name'>): string {
    return `${WORKER_FOLDERS[name] ?? 'assets/'}${name}-[hash].js`;
  }
}

/** @param isLeftOut - What only such modules load is not followed. */
function reachedFrom(
  entries: readonly string[],
  context: Rolldown.PluginContext,
  isLeftOut: (id: string) => boolean,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id) || isLeftOut(id)) continue;
    reached.add(id);
    const { importedIds = [], dynamicallyImportedIds = [] } = context.getModuleInfo(id) ?? {};
    waiting.push(...importedIds, ...dynamicallyImportedIds);
  }
  return reached;
}
