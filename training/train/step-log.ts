/** @file Gathers the reports of some steps into one line of the log: means, speed, and how long the engine waited. */
import type { StepReport } from '../engine/training-step.ts';
import type { StepEvent } from '../run/events.ts';

export interface StepContext {
  readonly epoch: number;
  readonly learningRate: number;
  /** How long the step waited for its batch. */
  readonly starvedMs: number;
}

export interface StepLog {
  /** @returns A line when enough steps have come together. */
  add(report: StepReport, context: StepContext): Omit<StepEvent, 'type' | 'atMs'> | null;
  /** The time until now is none of training's, such as that of a validation. */
  restart(): void;
}

export function createStepLog(everySteps: number, batchSize: number, now = () => performance.now()): StepLog {
  let reports: StepReport[] = [];
  let starvedMs = 0;
  let startMs = now();
  const clear = (): void => {
    reports = [];
    starvedMs = 0;
    startMs = now();
  };
  return {
    add(report, { epoch, learningRate, starvedMs: waitedMs }) {
      reports.push(report);
      starvedMs += waitedMs;
      if (report.step % everySteps !== 0) return null;
      const elapsedMs = Math.max(1, now() - startMs);
      const mean = (of: (each: StepReport) => number): number =>
        reports.reduce((sum, each) => sum + of(each), 0) / reports.length;
      const metrics = Object.keys(report.metrics).map((name) => [name, mean((each) => each.metrics[name])]);
      const line = {
        ...{ step: report.step, epoch, learningRate },
        loss: mean(({ loss }) => loss),
        gradientNorm: mean(({ gradientNorm }) => gradientNorm),
        imagesPerSecond: (reports.length * batchSize * 1000) / elapsedMs,
        starved: Math.min(1, starvedMs / elapsedMs),
        metrics: Object.fromEntries(metrics) as Record<string, number>,
      };
      clear();
      return line;
    },
    restart: clear,
  };
}
