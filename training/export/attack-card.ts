/** @file What a model card says of an attack detector: APCER by species of simulated attack, and BPCER. */
import { percent, percentRange } from '../../src/core/metrics/percent.ts';
import { count } from '../../scripts/lib/terminal/rates.ts';
import type { AttackFigures } from '../evaluate/attack-figures.ts';
import type { Proportion } from '../evaluate/match-rates.ts';

/** Errors stand before their number: few of them say less than a percentage makes believe. */
const rated = ({ rate, interval, errors, trials }: Proportion): string =>
  `${count(errors)} of ${count(trials)}: ${percent(rate)} (${percentRange(interval)})`;

/** @returns Markdown. */
export function attackLines({
  dataset,
  threshold,
  bpcer,
  bpcerByPerson,
  apcer,
  auc,
  eer,
}: AttackFigures): string[] {
  const rows = [
    ...(bpcer ? [`| BPCER, bona fide | ${rated(bpcer)} |`] : []),
    ...Object.entries(bpcerByPerson).map(([person, one]) => `| BPCER of ${person} | ${rated(one)} |`),
    ...Object.entries(apcer).map(([slice, one]) => `| APCER, ${slice} | ${rated(one)} |`),
  ];
  return [
    '',
    `### ${dataset}`,
    '',
    `Single images at the threshold ${threshold}` +
      (auc === null || eer === null ? '.' : `; AUC ${auc.toFixed(4)}, EER ${percent(eer)}.`),
    '',
    '| | errors |',
    '|---|---|',
    ...rows,
  ];
}

/** What an attack detector's figures do not say. */
export const ATTACK_LIMITS =
  'All attacks, in training and in every figure above, are simulations made of photos by `training/attacks`: no real ' +
  'print and no real screen was photographed, and no mask at all. How well it finds real attacks is not known; expect ' +
  'less. The bona fide images went through the same simulated cameras, so a real camera’s picture is new to it too. ' +
  'It is one cue among several, never the only one.';
