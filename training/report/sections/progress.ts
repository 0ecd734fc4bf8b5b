/** @file How the run went: curves over its steps, and the checkpoints on its leaderboard. */
import { percent } from '../../../src/core/metrics/percent.ts';
import type { RunRecord } from '../../run/read-run.ts';
import { eerChart, learningRateChart, lossChart, metricsChart } from '../charts/progress.ts';
import { renderChart } from '../charts/render.ts';
import { html, table } from '../html.ts';
import type { Markup } from '../html.ts';

/** @param others - Runs to compare with. @returns Null before the first event of any use. */
export function progressSection(run: RunRecord, others: readonly RunRecord[]): Markup | null {
  const runs = [run, ...others];
  const metrics = metricsChart(run);
  const trained = run.steps.length > 0;
  const charts = [
    ...(trained ? [lossChart(runs.filter(({ steps }) => steps.length > 0))] : []),
    ...(run.validations.length > 0 ? [eerChart(runs)] : []),
    ...(trained ? [learningRateChart(run)] : []),
    ...(metrics === null ? [] : [metrics]),
  ];
  if (charts.length === 0) return null;
  return html`<section>
    <h2>Training</h2>
    <div class="charts">${charts.map(renderChart)}</div>
  </section>`;
}

export function leaderboardSection({ leaderboard }: RunRecord): Markup | null {
  if (leaderboard.length === 0) return null;
  const rows = [...leaderboard]
    .sort((a, b) => a.eer - b.eer)
    .map(({ step, epoch, accuracy, eer, path }) => [
      html`<code>${path}</code>`,
      ...[String(step), String(epoch), percent(accuracy, 2), percent(eer, 2)],
    ]);
  return html`<section>
    <h2>Best checkpoints</h2>
    ${table(['file', 'step', 'epoch', 'accuracy', 'EER'], rows, [1, 2, 3, 4])}
  </section>`;
}
