/** @file Makes a learning-rate schedule from its plain-data description. */
import * as v from 'valibot';
import { checkPlateau, plateauAfter, plateauStart } from './plateau.ts';
import { shapeOf } from './shapes.ts';
import type { PlateauState, Schedule, ScheduleConfig, ScheduleState } from './types.ts';

const stateSchema = v.object({
  kind: v.string(),
  plateau: v.nullable(
    v.object({
      rate: v.number(),
      best: v.nullable(v.number()),
      badValidations: v.pipe(v.number(), v.integer(), v.minValue(0)),
    }),
  ),
});

/**
 * @param totalSteps - Length of training, > 0.
 * @param stepsPerEpoch - Needed when the description counts in epochs.
 * @throws RangeError naming the setting that makes no sense.
 */
export function createSchedule(config: ScheduleConfig, totalSteps: number, stepsPerEpoch?: number): Schedule {
  const { rate, warmUpSteps = 0 } = config;
  expectPositive('rate', rate);
  expectPositive('totalSteps', totalSteps);
  if (!(Number.isInteger(warmUpSteps) && warmUpSteps >= 0)) {
    throw new RangeError(`warmUpSteps must be a whole number from 0, not ${warmUpSteps}.`);
  }
  const warmed = (step: number): number => (step < warmUpSteps ? step / warmUpSteps : 1);

  if (config.kind === 'plateau') {
    checkPlateau(config);
    let state: PlateauState = plateauStart(config);
    return {
      rateAt: (step) => state.rate * warmed(step),
      observe: (validation) => (state = plateauAfter(state, config, validation)),
      state: () => ({ kind: config.kind, plateau: { ...state } }),
      restore: (saved) => {
        const { plateau } = readState(saved, config.kind);
        if (plateau === null) throw new RangeError('The saved plateau schedule has lost its state.');
        state = plateau;
      },
    };
  }

  const shape = shapeOf(config, { totalSteps, stepsPerEpoch });
  return {
    rateAt: (step) => shape(step - 1) * warmed(step),
    observe: () => undefined,
    state: () => ({ kind: config.kind, plateau: null }),
    restore: (saved) => void readState(saved, config.kind),
  };
}

function readState(saved: unknown, kind: ScheduleConfig['kind']): ScheduleState {
  const result = v.safeParse(stateSchema, saved);
  if (!result.success) throw new RangeError('The checkpoint holds no state of a learning-rate schedule.');
  if (result.output.kind !== kind) {
    throw new RangeError(
      `The checkpoint was made with a "${result.output.kind}" schedule, the configuration asks for "${kind}".`,
    );
  }
  return { kind, plateau: result.output.plateau };
}

function expectPositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${name} must be above 0, not ${value}.`);
  }
}
