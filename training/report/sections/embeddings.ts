/** @file Embeddings before and after training, side by side. */
import type { PcaFile } from '../../run/events.ts';
import { embeddingsChart } from '../charts/embeddings.ts';
import { renderChart } from '../charts/render.ts';
import { html } from '../html.ts';
import type { Markup } from '../html.ts';

/** @returns Null without points. */
export function embeddingsSection({ before, after }: PcaFile): Markup | null {
  const charts = [
    ...(before.length > 0 ? [embeddingsChart('before', before)] : []),
    ...(after.length > 0 ? [embeddingsChart('after', after)] : []),
  ];
  if (charts.length === 0) return null;
  return html`<section>
    <h2>Embeddings</h2>
    <p class="muted">
      Two principal components, computed for each picture on its own. A colour is a person, and colours repeat
      after eight; discs are real photos, open triangles are fakes that pretend to be the person.
    </p>
    <div class="charts">${charts.map(renderChart)}</div>
  </section>`;
}
