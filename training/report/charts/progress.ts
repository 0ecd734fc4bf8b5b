/** @file How runs went: loss, learning rate and validation figures by step. */
import type { RunRecord } from '../../run/read-run.ts';
import { percent } from '../../../src/core/metrics/percent.ts';
import { figure } from '../../run/terminal-text.ts';
import { averaged, smoothed } from '../thin.ts';
import type { ChartPoint } from '../thin.ts';
import { SERIES_COLOURS } from './colours.ts';
import { frame, line } from './frame.ts';
import type { Chart, Series } from './render.ts';

/** More would be finer than a pixel. */
const MOST_POINTS = 400;
/** In points on each side. */
const SMOOTHING = 8;

const STEP_AXIS = { name: 'step', min: 0 };

/** @param runs - The run of the report first; each with at least one step. */
export function lossChart(runs: readonly RunRecord[]): Chart {
  const all = runs.map(({ steps }) =>
    averaged(
      steps.map(({ step, loss }) => [step, loss]),
      MOST_POINTS,
    ),
  );
  const series: Series[] = [
    line('', all[0], { colour: 0, dash: 0, opacity: 0.3, width: 1 }),
    ...all.map((points, index) => line(runs[index].name, smoothed(points, SMOOTHING), { colour: index })),
  ];
  const names = runs.map(({ name }) => name);
  return {
    ...{ name: 'loss', title: 'Loss, smoothed', label: `Loss by step of ${names.join(', ')}` },
    option: frame(STEP_AXIS, { name: 'loss' }, series, names),
  };
}

export function learningRateChart(run: RunRecord): Chart {
  const points = run.steps.map(({ step, learningRate }): ChartPoint => [step, learningRate]);
  return {
    ...{ name: 'rate', title: 'Learning rate', label: 'Learning rate by step' },
    option: frame(STEP_AXIS, { name: 'learning rate', min: 0, format: figure }, [
      line('learning rate', averaged(points, MOST_POINTS), { colour: 0 }),
    ]),
  };
}

/**
 * The figures that the loss reports, such as the mean distances of the fake-aware loss. @returns Null when it reports
 * none.
 */
export function metricsChart({ steps }: RunRecord): Chart | null {
  const names = [...new Set(steps.flatMap(({ metrics }) => Object.keys(metrics)))].slice(0, SERIES_COLOURS);
  if (names.length === 0) return null;
  const series = names.map((name, colour) => {
    const points = steps.map(({ step, metrics }): ChartPoint => [step, metrics[name] ?? NaN]);
    return line(name, smoothed(averaged(points, MOST_POINTS), SMOOTHING), { colour });
  });
  return {
    ...{ name: 'metrics', title: 'Figures of the loss, smoothed', label: `${names.join(', ')} by step` },
    option: frame(STEP_AXIS, { name: names.length === 1 ? names[0] : 'value' }, series),
  };
}

/** EER of the first run by kind of pair, and of the others over all pairs. */
export function eerChart(runs: readonly RunRecord[]): Chart {
  const [{ name, validations }, ...others] = runs;
  const own = (title: string, key: 'eer' | 'eerReal' | 'eerFake', colour: number): Series[] => {
    const points = validations.flatMap((event): ChartPoint[] => {
      const value = event[key];
      return value === null || !Number.isFinite(value) ? [] : [[event.step, value]];
    });
    return points.length === 0 ? [] : [line(title, points, { colour })];
  };
  const series = [
    ...own(others.length > 0 ? `${name}: all pairs` : 'all pairs', 'eer', 0),
    ...own('real pairs', 'eerReal', 1),
    ...own('against fakes', 'eerFake', 2),
    ...others.map((run, index) =>
      line(
        `${run.name}: all pairs`,
        run.validations.flatMap((event): ChartPoint[] =>
          Number.isFinite(event.eer) ? [[event.step, event.eer]] : [],
        ),
        { colour: index + 3 },
      ),
    ),
  ];
  return {
    ...{ name: 'eer', title: 'Equal error rate in validation', label: 'Equal error rate by step' },
    option: frame(STEP_AXIS, { name: 'EER', min: 0, format: (rate) => percent(rate) }, series),
  };
}
