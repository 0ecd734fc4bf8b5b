/** @file Puts a report together: one HTML file that asks nothing of anybody. */
import type { RunRecord } from '../run/read-run.ts';
import { html, raw } from './html.ts';
import { comparisonSection } from './sections/comparison.ts';
import { configurationSection } from './sections/configuration.ts';
import { embeddingsSection } from './sections/embeddings.ts';
import { hardestSection } from './sections/hardest.ts';
import { overviewSection } from './sections/overview.ts';
import { leaderboardSection, progressSection } from './sections/progress.ts';
import { verificationSection } from './sections/verification.ts';
import { STYLE } from './style.ts';
import { summaryOf } from './summary.ts';

export interface ReportOptions {
  /** Runs to compare with; none when absent. */
  readonly others?: readonly RunRecord[];
  /** Embeds the crops of the hardest errors, which are faces. */
  readonly showFaces?: boolean;
}

/**
 * @returns The text of an HTML file. It forbids itself every request and every script.
 * @throws Error when the crops of the hardest errors cannot be read.
 */
export function reportPage(run: RunRecord, { others = [], showFaces = false }: ReportOptions = {}): string {
  const all = [run, ...others].map((each) => ({ run: each, summary: summaryOf(each) }));
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta
        http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
      />
      <title>${run.name}: training report</title>
      <style>
        ${raw(STYLE)}
      </style>
    </head>
    <body>
      <main>
        ${overviewSection(run, all[0].summary)} ${progressSection(run, others)}
        ${others.length > 0 ? comparisonSection(all) : null}
        ${run.validation === null ? null : verificationSection(run.validation)}
        ${run.pca === null ? null : embeddingsSection(run.pca)} ${leaderboardSection(run)}
        ${run.hardest === null ? null : hardestSection(run.hardest, run.folder, showFaces)}
        ${configurationSection(run)}
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${page.markup}\n`;
}
