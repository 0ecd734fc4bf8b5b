/** @file Events and folders for the tests of runs and reports. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StepEvent, ValidationEvent } from '../../../training/run/events.ts';

/** Gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'facegate-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function stepEvent(step: number, over: Partial<StepEvent> = {}): StepEvent {
  return {
    ...{
      type: 'step',
      atMs: step * 1000,
      step,
      epoch: 0,
      loss: 1 / step,
      gradientNorm: 1,
      learningRate: 0.01,
    },
    ...{ imagesPerSecond: 100, starved: 0, metrics: { d_pos: 0.5 }, ...over },
  };
}

export function validationEvent(step: number, over: Partial<ValidationEvent> = {}): ValidationEvent {
  return {
    ...{ type: 'validation', atMs: step * 1000, step, epoch: 0, accuracy: 0.9, eer: 0.1 },
    ...{ eerReal: 0.1, eerFake: null, pairs: { genuine: 10, 'other-person': 10 }, ...over },
  };
}
