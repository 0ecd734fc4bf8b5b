/** @file The report's head: what run this is, its key figures, and what went wrong in it. */
import { percent } from '../../../src/core/metrics/percent.ts';
import type { RunRecord } from '../../run/read-run.ts';
import { duration, figure } from '../../run/terminal-text.ts';
import { html } from '../html.ts';
import type { Markup } from '../html.ts';
import type { RunSummary } from '../summary.ts';

/** Of repeated alarms the last ones are enough. */
const MOST_ALARMS = 8;

export function overviewSection(run: RunRecord, summary: RunSummary): Markup {
  const { best, last } = summary;
  const first = run.events.at(0);
  const began = first === undefined ? 'No event yet' : `Began ${moment(first.atMs)}`;
  const state = summary.end ?? 'still going on, or interrupted';
  const alarms = run.notes.filter(({ type }) => type === 'alarm');
  const hidden = alarms.length - MOST_ALARMS;
  return html`<header>
      <p class="muted">Training run</p>
      <h1>${run.name}</h1>
      <p class="muted">${began}; ${duration(summary.workMs)} of work; ${state}.</p>
    </header>
    <dl class="cards">
      ${card('Lowest EER', percent(best?.eer ?? null, 2), best === null ? 'no validation' : `at step ${best.step}`)}
      ${card('EER, last validation', percent(last?.eer ?? null, 2), last === null ? '' : `at step ${last.step}`)}
      ${card('EER, real pairs', percent(last?.eerReal ?? null, 2), 'last validation')}
      ${card('EER against fakes', percent(last?.eerFake ?? null, 2), 'fakes of the same person')}
      ${card('Accuracy', percent(last?.accuracy ?? null, 2), 'at the EER threshold')}
      ${card('Loss', figure(summary.loss ?? NaN), `after ${summary.steps} steps`)}
      ${card('Images per second', figure(summary.imagesPerSecond ?? NaN), 'mean over the run')}
    </dl>
    ${
      alarms.length === 0
        ? null
        : html`<ul class="notes">
            ${alarms.slice(-MOST_ALARMS).map(({ step, message }) => html`<li>Step ${step}: ${message}</li>`)}
            ${hidden > 0 ? html`<li>And ${hidden} earlier alarms, in the log.</li>` : null}
          </ul>`
    }`;
}

function card(title: string, value: string, note: string): Markup {
  return html`<div class="card">
    <dt>${title}</dt>
    <dd>${value}<small>${note}</small></dd>
  </div>`;
}

/** In UTC, so that a report reads the same wherever it is made. */
function moment(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
