/**
 * @file A run on a terminal: two lines that renew themselves, or plain lines now and then where there is no terminal.
 * Writes to the stream that it is given.
 */
import { percent } from '../../src/core/metrics/percent.ts';
import type { NoteEvent, StepEvent, ValidationEvent } from './events.ts';
import { duration, figure, sparkline } from './terminal-text.ts';
import type { Tracker } from './tracker.ts';

/** The part of `process.stderr` that the view needs. */
export interface ViewStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalViewOptions {
  readonly totalSteps: number;
  /** Least time between two plain lines about steps; 30 s when absent. */
  readonly plainEveryMs?: number;
}

const SPARKLINE_LENGTH = 24;
const ERASE_LINE = '\x1b[2K';
const LINE_UP = '\x1b[1A';

export function createTerminalView(stream: ViewStream, options: TerminalViewOptions): Tracker {
  const { totalSteps, plainEveryMs = 30_000 } = options;
  const live = stream.isTTY === true;
  const recent: StepEvent[] = [];
  let latest: ValidationEvent | null = null;
  let best: ValidationEvent | null = null;
  let shown: string[] = [];
  let lastPlainMs = -Infinity;

  const erase = (): string =>
    shown.length > 0 ? `\r${ERASE_LINE}` + (LINE_UP + ERASE_LINE).repeat(shown.length - 1) : '';
  const show = (): void => {
    const step = recent.at(-1);
    if (step === undefined) return;
    const lines = [stepLine(recent, totalSteps)];
    if (latest !== null && best !== null) lines.push(validationLine(latest, best));
    // A line that wraps could not be erased.
    const fitted = lines.map((line) => [...line].slice(0, (stream.columns ?? 80) - 1).join(''));
    stream.write(`${erase()}${fitted.join('\n')}`);
    shown = fitted;
  };
  const say = (line: string): void => {
    stream.write(`${erase()}${line}\n`);
    shown = [];
    if (live) show();
  };

  return {
    event(event) {
      switch (event.type) {
        case 'step':
          recent.push(event);
          if (recent.length > SPARKLINE_LENGTH) recent.shift();
          if (live) {
            show();
          } else if (event.atMs - lastPlainMs >= plainEveryMs) {
            lastPlainMs = event.atMs;
            say(stepLine(recent, totalSteps));
          }
          break;
        case 'validation':
          latest = event;
          if (best === null || event.eer < best.eer || Number.isNaN(best.eer)) best = event;
          if (live) show();
          else say(`step ${event.step}  ${validationLine(event, best)}`);
          break;
        case 'checkpoint':
          break;
        default:
          say(noteLine(event));
      }
    },
    close() {
      if (shown.length > 0) stream.write('\n');
      shown = [];
      return Promise.resolve();
    },
  };
}

function stepLine(recent: readonly StepEvent[], totalSteps: number): string {
  const step = recent[recent.length - 1];
  const parts = [
    `step ${step.step}/${totalSteps}`,
    `epoch ${step.epoch}`,
    `loss ${figure(step.loss)} ${sparkline(recent.map(({ loss }) => loss))}`,
    `lr ${figure(step.learningRate)}`,
    `${Math.round(step.imagesPerSecond)} img/s`,
  ];
  const first = recent[0];
  if (step.step > first.step) {
    const msPerStep = (step.atMs - first.atMs) / (step.step - first.step);
    parts.push(`${duration(Math.max(0, totalSteps - step.step) * msPerStep)} left`);
  }
  return parts.join('  ');
}

function validationLine(latest: ValidationEvent, best: ValidationEvent): string {
  return [
    `EER ${percent(latest.eer, 2)} (best ${percent(best.eer, 2)} at step ${best.step})`,
    `real ${percent(latest.eerReal, 2)}`,
    `fake ${percent(latest.eerFake, 2)}`,
    `accuracy ${percent(latest.accuracy, 2)}`,
  ].join('  ');
}

function noteLine({ type, step, message }: NoteEvent): string {
  return `${type === 'alarm' ? 'ALARM' : type} at step ${step}: ${message}`;
}
