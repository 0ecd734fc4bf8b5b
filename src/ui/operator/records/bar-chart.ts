/**
 * @file Draws bar charts as SVG text. The one importer of ECharts in the kiosk; import it lazily, since it is large and
 * only the operator's records need it. Touches no page: the text is shown as a picture.
 */
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, AriaComponent, GridComponent, LegendComponent, SVGRenderer]);

export interface BarSeries {
  readonly name: string;
  readonly colour: string;
  /** One per category. */
  readonly values: readonly number[];
}

export interface BarChartData {
  readonly categories: readonly string[];
  /** Stacked on each other. */
  readonly series: readonly BarSeries[];
  /** Horizontal bars, the first category on top. */
  readonly lying: boolean;
}

/** Colours as CSS writes them. */
export interface ChartLook {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly font: string;
  readonly ink: string;
  readonly line: string;
  /** Read from right to left: so run the categories, and lying bars. */
  readonly mirrored: boolean;
}

const TEXT_PX = 13;

/** @returns A whole SVG document. Series differ by pattern as well as by colour. */
export function drawBarChart({ categories, series, lying }: BarChartData, look: ChartLook): string {
  const { widthPx: width, heightPx: height, font, ink, line, mirrored } = look;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  const text = { color: ink, fontFamily: font, fontSize: TEXT_PX };
  const several = series.length > 1;
  const categoryAxis = {
    type: 'category' as const,
    data: [...categories],
    inverse: lying || mirrored,
    axisLabel: { ...text, hideOverlap: true },
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
  };
  const valueAxis = {
    type: 'value' as const,
    inverse: lying && mirrored,
    minInterval: 1,
    axisLabel: text,
    splitLine: { lineStyle: { color: line } },
  };
  try {
    chart.setOption({
      animation: false,
      aria: { enabled: true, decal: { show: several } },
      grid: {
        left: mirrored ? 16 : 8,
        right: mirrored ? 8 : 16,
        top: several ? 40 : 12,
        bottom: 8,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      ...(several ? { legend: { top: 0, textStyle: text, itemWidth: 22 } } : {}),
      xAxis: lying ? valueAxis : categoryAxis,
      yAxis: { ...(lying ? categoryAxis : valueAxis), position: mirrored ? 'right' : 'left' },
      series: series.map(({ name, colour, values }) => ({
        type: 'bar' as const,
        name,
        stack: 'all',
        data: [...values],
        itemStyle: { color: colour },
        barMaxWidth: 28,
        label: { show: lying, position: mirrored ? ('left' as const) : ('right' as const), ...text },
      })),
    });
    // A picture has no pointer, so the chart draws no hover effects.
    return chart.renderToSVGString().replace(/<style\b[^]*?<\/style>/g, '');
  } finally {
    chart.dispose();
  }
}
