/** @file What all charts have in common: axes, legend, and lines that differ by dashes as well as by colour. */
import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import { COLOUR, seriesColour } from './colours.ts';
import type { ChartOption, Series } from './render.ts';
import type { ChartPoint } from '../thin.ts';

export interface AxisOptions {
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
  readonly scale?: 'linear' | 'log';
  /** Where to write a number; left to the library when absent. */
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
}

/** Room above the plot for none, one and two lines of legend. */
const TOPS = [14, 40, 60] as const;

const DASHES = ['solid', [8, 4], [2, 3], [10, 3, 2, 3], [5, 2]] as const;

/** @param legend - Names of the series to explain; all when absent. */
export function frame(x: AxisOptions, y: AxisOptions, series: Series[], legend?: string[]): ChartOption {
  const names = legend ?? series.map(({ name }) => String(name));
  return {
    textStyle: { fontFamily: 'inherit', color: COLOUR.text },
    grid: {
      left: 72,
      right: 18,
      top: TOPS[Math.min(2, Math.floor(names.length / 2))],
      bottom: 48,
      outerBoundsMode: 'none',
    },
    legend: {
      ...{ show: names.length > 1, data: names, left: 66, top: 4, itemGap: 14, itemWidth: 24, itemHeight: 9 },
      ...{
        textStyle: { color: COLOUR.text, fontSize: 12 },
        inactiveColor: COLOUR.muted,
        borderColor: COLOUR.grid,
      },
      // The lines speak for themselves; the library would put a dot on each.
      itemStyle: { opacity: 0 },
    },
    xAxis: { ...axis(x), nameLocation: 'middle', nameGap: 30 },
    yAxis: { ...axis(y), nameLocation: 'middle', nameGap: 54 },
    series,
  };
}

function axis({ name, min, max, scale = 'linear', ticks, format }: AxisOptions): object {
  const custom = ticks === undefined ? {} : { customValues: [...ticks] };
  return {
    ...{ type: scale === 'log' ? 'log' : 'value', name, min, max, splitNumber: 5 },
    nameTextStyle: { color: COLOUR.muted, fontSize: 12 },
    axisLine: { show: true, onZero: false, lineStyle: { color: COLOUR.muted } },
    axisTick: { show: true, lineStyle: { color: COLOUR.muted }, ...custom },
    axisLabel: { color: COLOUR.muted, fontSize: 11, hideOverlap: true, formatter: format, ...custom },
    minorTick: { show: false },
    splitLine: { show: true, lineStyle: { color: COLOUR.grid } },
  };
}

export interface LineOptions {
  /** Which of the series colours, from 0. */
  readonly colour: number;
  /** Which of the dash patterns, from 0, solid; that of the colour when absent. */
  readonly dash?: number;
  readonly opacity?: number;
  readonly width?: number;
  /** Opacity of the area below the line; none when absent. */
  readonly area?: number;
}

export function line(
  name: string,
  points: readonly ChartPoint[],
  { colour, dash = colour, opacity = 1, width = 2, area }: LineOptions,
): LineSeriesOption {
  const type = DASHES[dash % DASHES.length];
  return {
    ...{ type: 'line', name, symbol: 'none', silent: true, emphasis: { disabled: true } },
    data: points.map(([x, y]) => [x, y]),
    color: seriesColour(colour),
    lineStyle: { width, opacity, type: type === 'solid' ? type : [...type], join: 'round' },
    areaStyle: area === undefined ? undefined : { opacity: area },
  };
}

export interface DotOptions {
  readonly colour: number;
  readonly symbol: 'circle' | 'diamond' | 'triangle' | 'rect';
  readonly size: number;
  readonly opacity?: number;
  /** Only the outline. */
  readonly hollow?: boolean;
}

export function dots(
  name: string,
  points: readonly ChartPoint[],
  { colour, symbol, size, opacity = 1, hollow = false }: DotOptions,
): ScatterSeriesOption {
  const tint = seriesColour(colour);
  return {
    ...{ type: 'scatter', name, symbol, symbolSize: size, silent: true, emphasis: { disabled: true } },
    data: points.map(([x, y]) => [x, y]),
    itemStyle: hollow
      ? { color: 'none', borderColor: tint, borderWidth: 1.5, opacity }
      : { color: tint, borderColor: COLOUR.surface, borderWidth: 1, opacity },
  };
}
