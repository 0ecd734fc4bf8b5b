/** @file Runs next to each other: their figures, and the settings in which they differ. */
import { percent } from '../../../src/core/metrics/percent.ts';
import { flatten } from '../../run/flatten.ts';
import type { RunRecord } from '../../run/read-run.ts';
import { duration, figure } from '../../run/terminal-text.ts';
import { html, table } from '../html.ts';
import type { Markup } from '../html.ts';
import type { RunSummary } from '../summary.ts';

/** @param runs - With their summaries; the run of the report first, at least one more. */
export function comparisonSection(
  runs: readonly { readonly run: RunRecord; readonly summary: RunSummary }[],
): Markup {
  const header = [
    ...['run', 'steps', 'work', 'img/s', 'loss'],
    ...['lowest EER', 'at step', 'EER real', 'EER fake', 'accuracy'],
  ];
  const rows = runs.map(({ summary }) => {
    const { best } = summary;
    return [
      ...[summary.name, String(summary.steps), duration(summary.workMs)],
      ...[figure(summary.imagesPerSecond ?? NaN), figure(summary.loss ?? NaN), percent(best?.eer ?? null, 2)],
      ...[best === null ? '–' : String(best.step), percent(best?.eerReal ?? null, 2)],
      ...[percent(best?.eerFake ?? null, 2), percent(best?.accuracy ?? null, 2)],
    ];
  });
  return html`<section>
    <h2>Comparison</h2>
    <p class="muted">Each run at the validation with its lowest EER.</p>
    ${table(header, rows, [1, 2, 3, 4, 5, 6, 7, 8, 9])} ${differences(runs.map(({ run }) => run))}
  </section>`;
}

function differences(runs: readonly RunRecord[]): Markup {
  const settings = runs.map(({ config }) => flatten(config));
  const paths = [...new Set(settings.flatMap((each) => [...each.keys()]))];
  const differing = paths.filter((path) => new Set(settings.map((each) => each.get(path))).size > 1);
  if (differing.length === 0) return html`<p class="muted">Their configurations are the same.</p>`;
  const rows = differing.map((path) => [
    html`<code>${path}</code>`,
    ...settings.map((each) => each.get(path) ?? '–'),
  ]);
  return html`<h2>Settings that differ</h2>
    ${table(['setting', ...runs.map(({ name }) => name)], rows)}`;
}
