/**
 * @file Which parts of a build the fleet's console alone loads. They lie in a folder of their own, so that no door
 * stores them.
 */
import type { Plugin, Rolldown } from 'vite';

export const CONSOLE_FOLDER = 'console';
const CONSOLE_PAGE = `/${CONSOLE_FOLDER}/index.html`;

export class ConsoleModules {
  /** What the other pages load, at once or later. */
  private _others: ReadonlySet<string> = new Set();

  /** Follows the imports before the chunks get their names. */
  readonly plugin: Plugin;

  constructor() {
    const note = (reached: ReadonlySet<string>): void => {
      this._others = reached;
    };
    this.plugin = {
      name: 'facegate:console-chunks',
      apply: 'build',
      renderStart() {
        note(reachedWithoutConsole(this));
      },
    };
  }

  /** @returns Rolldown's pattern of the chunk's name. */
  pathOf({ name, moduleIds }: Pick<Rolldown.PreRenderedChunk, 'name' | 'moduleIds'>): string {
    const isConsoles = moduleIds.length > 0 && !moduleIds.some((id) => this._others.has(id));
    return isConsoles ? `${CONSOLE_FOLDER}/${name}-[hash].js` : 'assets/[name]-[hash].js';
  }
}

function reachedWithoutConsole(context: Rolldown.PluginContext): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...context.getModuleIds()].filter(
    (id) => (context.getModuleInfo(id)?.isEntry ?? false) && !id.endsWith(CONSOLE_PAGE),
  );
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const { importedIds = [], dynamicallyImportedIds = [] } = context.getModuleInfo(id) ?? {};
    waiting.push(...importedIds, ...dynamicallyImportedIds);
  }
  return reached;
}
