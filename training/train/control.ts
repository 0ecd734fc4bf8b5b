/** @file What steers a run between its steps: learning rate, early stopping, the alarm for a collapse. */
import * as v from 'valibot';
import type { StepReport } from '../engine/training-step.ts';
import { createCollapseAlarm } from '../miners/collapse-alarm.ts';
import type { CollapseState } from '../miners/collapse-alarm.ts';
import { createEarlyStop } from '../schedule/early-stop.ts';
import { createSchedule } from '../schedule/schedule.ts';
import type { Figures } from '../schedule/watch.ts';
import type { LossTerm, TrainConfig } from './config.ts';

export interface Control {
  /** @param step - Counts from 1. */
  rateAt(step: number): number;
  /** @returns What is wrong, once; null while all is well. */
  watch(report: StepReport): string | null;
  /** To be called with each validation. @returns Whether training should stop. */
  observe(figures: Figures): boolean;
  /** Plain data for a checkpoint. */
  state(): unknown;
  /** @throws Error when it is no state of this configuration's control. */
  restore(state: unknown): void;
}

/** Steps in a row at the margin before the alarm. */
const COLLAPSE_PATIENCE = 200;

const stateSchema = v.object({
  schedule: v.unknown(),
  earlyStop: v.unknown(),
  collapse: v.nullable(v.object({ stuck: v.number() })),
});

type RankingTerm = Extract<LossTerm, { readonly kind: 'quadruplet' | 'triplet' }>;

export function createControl(config: TrainConfig, stepsPerEpoch: number): Control {
  const schedule = createSchedule(config.schedule, config.steps, stepsPerEpoch);
  const earlyStop = config.earlyStop === null ? null : createEarlyStop(config.earlyStop);
  const ranking = config.losses.find(
    (term): term is RankingTerm => term.kind === 'quadruplet' || term.kind === 'triplet',
  );
  const alarm = ranking
    ? createCollapseAlarm({
        margin: ranking.margin,
        fakeWeight: ranking.kind === 'quadruplet' ? (ranking.fakeWeight ?? 1) : 0,
        patience: COLLAPSE_PATIENCE,
      })
    : null;
  let collapse: CollapseState | null = alarm?.start ?? null;
  const prefix = config.losses.length > 1 && ranking ? `${ranking.kind}.` : '';

  return {
    rateAt: (step) => schedule.rateAt(step),
    watch({ loss, metrics }) {
      if (!alarm || !collapse || !ranking) return null;
      const next = alarm.observe(collapse, {
        loss: prefix === '' ? loss : metrics[ranking.kind],
        gap: metrics[`${prefix}d_neg_real`] - metrics[`${prefix}d_pos`],
      });
      collapse = next.state;
      if (!next.fires) return null;
      return (
        `the loss has sat at its margin for ${COLLAPSE_PATIENCE} steps: all embeddings are alike. ` +
        'Lower the learning rate, mine less hard, or add a loss that classifies.'
      );
    },
    observe(figures) {
      schedule.observe(figures);
      return earlyStop?.observe(figures) ?? false;
    },
    state: () => ({ schedule: schedule.state(), earlyStop: earlyStop?.state() ?? null, collapse }),
    restore(state) {
      const {
        schedule: schedulePart,
        earlyStop: stopPart,
        collapse: collapsePart,
      } = v.parse(stateSchema, state);
      schedule.restore(schedulePart);
      if (earlyStop) earlyStop.restore(stopPart);
      collapse = alarm ? collapsePart : null;
    },
  };
}
