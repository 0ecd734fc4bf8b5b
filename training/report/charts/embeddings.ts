/** @file Embeddings in a plane, coloured by person, real and fake by shape. */
import type { PcaPoint } from '../../run/events.ts';
import type { ChartPoint } from '../thin.ts';
import { SERIES_COLOURS } from './colours.ts';
import { dots, frame } from './frame.ts';
import type { Chart, Series } from './render.ts';

/** @param when - Part of the chart's title. @param points - At least one. */
export function embeddingsChart(when: 'before' | 'after', points: readonly PcaPoint[]): Chart {
  const people = [...new Set(points.map(({ person }) => person))].sort((a, b) => a - b);
  const series = people.flatMap((person, index): Series[] => {
    const of = (isFake: boolean): ChartPoint[] =>
      points
        .filter((point) => point.person === person && point.isFake === isFake)
        .map(({ x, y }): ChartPoint => [x, y]);
    const colour = index % SERIES_COLOURS;
    return [
      dots(`${person} real`, of(false), { colour, symbol: 'circle', size: 8, opacity: 0.85 }),
      dots(`${person} fake`, of(true), { colour, symbol: 'triangle', size: 8, opacity: 0.85, hollow: true }),
    ];
  });
  return {
    name: `pca-${when}`,
    title: `Embeddings ${when} training`,
    label: `The first two principal components of the embeddings ${when} training, by person, real or fake`,
    option: frame({ name: 'first component' }, { name: 'second component' }, series, []),
  };
}
