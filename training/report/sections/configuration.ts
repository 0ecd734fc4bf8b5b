/** @file The run's whole configuration, folded away. */
import { flatten } from '../../run/flatten.ts';
import type { RunRecord } from '../../run/read-run.ts';
import { html, table } from '../html.ts';
import type { Markup } from '../html.ts';

/** @returns Null without a configuration. */
export function configurationSection({ config }: RunRecord): Markup | null {
  const settings = [...flatten(config)];
  if (config === null || settings.length === 0) return null;
  return html`<details>
    <summary>Configuration</summary>
    ${table(
      ['setting', 'value'],
      settings.map(([path, value]) => [html`<code>${path}</code>`, value]),
    )}
  </details>`;
}
