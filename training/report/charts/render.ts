/** @file Draws a chart as SVG text, without a browser. The one importer of ECharts in training. */
import { LineChart, ScatterChart } from 'echarts/charts';
import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import type { GridComponentOption, LegendComponentOption } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { ComposeOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, raw } from '../html.ts';
import type { Markup } from '../html.ts';
import { withVariables } from './colours.ts';

use([LineChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer]);

export type Series = LineSeriesOption | ScatterSeriesOption;
export type ChartOption = ComposeOption<Series | GridComponentOption | LegendComponentOption>;

export interface Chart {
  /** Unique within a page, kebab-case. */
  readonly name: string;
  /** Says in a sentence what the chart shows, for those who cannot see it. */
  readonly label: string;
  readonly title: string;
  readonly option: ChartOption;
}

/** In SVG units; the page scales charts to the room they have. */
const CHART_WIDTH = 600;
const CHART_HEIGHT = 360;

export function renderChart({ name, label, title, option }: Chart): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: CHART_WIDTH, height: CHART_HEIGHT });
  try {
    chart.setOption({ ...option, animation: false });
    const svg = withVariables(chart.renderToSVGString())
      // Hover effects have nothing to say in a picture that stands still, and their class names would clash.
      .replace(/<style\b[^]*?<\/style>/g, '')
      .replace(/ (?:class|ecmeta_\w+)="[^"]*"/g, '')
      // The library numbers its pictures through; the chart's name makes the same report the same text.
      .replace(/\bzr\d+-/g, `${name}-`)
      .replace(/^<svg width="\d+" height="\d+"/, '<svg aria-hidden="true"');
    return html`<figure role="img" aria-label="${label}">
      <figcaption>${title}</figcaption>
      ${raw(svg)}
    </figure>`;
  } finally {
    chart.dispose();
  }
}
