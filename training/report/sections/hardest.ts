/** @file The pairs that the model gets most wrong. Shows faces only when it is asked to. */
import { resolve } from 'node:path';
import { openPackedDataset } from '../../data/packed-reader.ts';
import type { PackedDataset } from '../../data/types.ts';
import type { HardestFile, HardPair, ImageReference } from '../../run/events.ts';
import { KIND_TITLES } from '../charts/verification.ts';
import { html, table } from '../html.ts';
import type { Markup } from '../html.ts';

/** More would make the file long and tell nothing new. */
const MOST_PAIRS = 48;

/**
 * @param runFolder - What relative dataset folders start from.
 * @param showFaces - Embeds the crops; otherwise pairs are named by their place in the dataset.
 * @throws Error when a dataset cannot be opened, RangeError when it has no such image.
 */
export function hardestSection(pairs: HardestFile, runFolder: string, showFaces: boolean): Markup | null {
  if (pairs.length === 0) return null;
  const shown = pairs.slice(0, MOST_PAIRS);
  return html`<section>
    <h2>Hardest errors</h2>
    ${showFaces ? facesOf(shown, runFolder) : listOf(shown)}
  </section>`;
}

function listOf(pairs: HardestFile): Markup {
  const place = ({ dataset, index }: ImageReference): Markup => html`<code>${dataset}</code> image ${index}`;
  const rows = pairs.map((pair) => [
    ...[KIND_TITLES[pair.kind], pair.similarity.toFixed(3)],
    ...[place(pair.a), place(pair.b)],
  ]);
  return html`<p class="muted">
      By their places in the dataset, since the images are faces. <code>--show-faces</code> puts them in.
    </p>
    ${table(['kind', 'similarity', 'first', 'second'], rows, [1])}`;
}

function facesOf(pairs: HardestFile, runFolder: string): Markup {
  const datasets = new Map<string, PackedDataset>();
  const crop = ({ dataset, index }: ImageReference): string => {
    const folder = resolve(runFolder, dataset);
    const open = datasets.get(folder) ?? openPackedDataset(folder);
    datasets.set(folder, open);
    return `data:image/jpeg;base64,${Buffer.from(open.crop(index)).toString('base64')}`;
  };
  const figureOf = ({ kind, similarity, a, b }: HardPair): Markup =>
    html`<figure class="pair">
      <div>
        <img src="${crop(a)}" alt="First image, number ${a.index}" />
        <img src="${crop(b)}" alt="Second image, number ${b.index}" />
      </div>
      <figcaption>${KIND_TITLES[kind]}, similarity ${similarity.toFixed(3)}</figcaption>
    </figure>`;
  try {
    return html`<p class="muted">This file shows faces: keep it where the dataset may be kept.</p>
      <div class="pairs">${pairs.map(figureOf)}</div>`;
  } finally {
    for (const dataset of datasets.values()) dataset.close();
  }
}
