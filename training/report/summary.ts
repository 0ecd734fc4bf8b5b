/** @file A run in a few figures: for the top of a report, for comparisons, and as JSON for other programs. */
import { mean } from '../../src/core/metrics/statistics.ts';
import type { ValidationEvent } from '../run/events.ts';
import type { RunRecord } from '../run/read-run.ts';

type ValidationFigures = Pick<ValidationEvent, 'step' | 'accuracy' | 'eer' | 'eerReal' | 'eerFake'>;

/** Figures are null where the log does not have them yet. */
export interface RunSummary {
  readonly name: string;
  readonly steps: number;
  /** Time at work: what lies between an interruption and its resume does not count. */
  readonly workMs: number;
  /** Of the last step event. */
  readonly loss: number | null;
  /** Mean over the run. */
  readonly imagesPerSecond: number | null;
  readonly validations: number;
  /** The one with the lowest EER. */
  readonly best: ValidationFigures | null;
  readonly last: ValidationFigures | null;
  readonly alarms: number;
  /** What the run said when it ended; null while it goes on, or when it was killed. */
  readonly end: string | null;
}

export function summaryOf({ name, events, steps, validations, notes }: RunRecord): RunSummary {
  const best = validations.reduce<ValidationEvent | null>(
    (least, event) => (least === null || event.eer < least.eer || Number.isNaN(least.eer) ? event : least),
    null,
  );
  let workMs = 0;
  events.forEach((event, index) => {
    if (index > 0 && event.type !== 'resume') workMs += event.atMs - events[index - 1].atMs;
  });
  const lastNote = notes.at(-1);
  const speeds = steps.map(({ imagesPerSecond }) => imagesPerSecond).filter(Number.isFinite);
  return {
    name,
    steps: events.reduce((most, { step }) => Math.max(most, step), 0),
    workMs,
    loss: steps.at(-1)?.loss ?? null,
    imagesPerSecond: speeds.length === 0 ? null : mean(speeds),
    validations: validations.length,
    best: figuresOf(best),
    last: figuresOf(validations.at(-1) ?? null),
    alarms: notes.filter(({ type }) => type === 'alarm').length,
    end: lastNote?.type === 'stop' ? lastNote.message : null,
  };
}

function figuresOf(event: ValidationEvent | null): ValidationFigures | null {
  if (event === null) return null;
  const { step, accuracy, eer, eerReal, eerFake } = event;
  return { step, accuracy, eer, eerReal, eerFake };
}
