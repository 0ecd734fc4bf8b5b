/**
 * @file What this device's networks run on: what an administrator has chosen, and what was measured. Both are needed
 * before anybody unlocks the kiosk, so they lie beside the sealed settings, which decide. Every backend passes the
 * self-test, so nothing is gained by altering them. Holds nothing personal.
 */
import * as v from 'valibot';
import type { BackendChoice, BackendMemory } from '../workers/bridge.ts';

/** The build puts both in. */
declare const __PROGRAM_VERSION__: string;
declare const __ONNX_VERSION__: string;

const CHOICE_KEY = 'facegate.backend';
const MEASURED_KEY = 'facegate.measured';

const MeasuredSchema = v.object({
  conditions: v.string(),
  timings: v.array(
    v.object({
      provider: v.picklist(['wasm', 'webgpu']),
      threads: v.pipe(v.number(), v.integer(), v.minValue(1)),
      msPerFace: v.nullable(v.pipe(v.number(), v.minValue(0))),
    }),
  ),
});

const ChoiceSchema = v.picklist(['auto', 'wasm', 'webgpu']);

/** @returns `auto` before anybody has chosen. */
export function readBackendChoice(): BackendChoice {
  const stored = v.safeParse(ChoiceSchema, read(CHOICE_KEY));
  return stored.success ? stored.output : 'auto';
}

export function keepBackendChoice(choice: BackendChoice): void {
  write(CHOICE_KEY, choice);
}

/** Of one measurement: another version of the program, the runtime, the models or the browser needs a new one. */
export const backendMemory: BackendMemory = {
  read(conditions) {
    const stored = v.safeParse(v.pipe(v.string(), v.parseJson(), MeasuredSchema), read(MEASURED_KEY));
    return stored.success && stored.output.conditions === wholeOf(conditions) ? stored.output.timings : null;
  },
  write(conditions, timings) {
    write(MEASURED_KEY, JSON.stringify({ conditions: wholeOf(conditions), timings }));
  },
};

function wholeOf(conditions: string): string {
  return [__PROGRAM_VERSION__, __ONNX_VERSION__, navigator.userAgent, conditions].join('\n');
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It is measured again at the next start; the choice holds from the next unlocking on.
  }
}
