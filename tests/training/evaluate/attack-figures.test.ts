/** @file APCER by species and BPCER, against counts by hand. */
import { expect, it } from 'vitest';
import { attackFigures } from '../../../training/evaluate/attack-figures.ts';
import type { JudgedPresentation } from '../../../training/evaluate/attack-figures.ts';
import { attackLines } from '../../../training/export/attack-card.ts';

const bonaFide = (person: string, attackProbability: number): JudgedPresentation => ({
  ...{ person, attackProbability, attack: null },
});
const attack = (
  species: 'print' | 'screen',
  borderless: boolean,
  moire: boolean,
  attackProbability: number,
): JudgedPresentation => ({ person: 'ann', attackProbability, attack: { species, borderless, moire } });

const judged = [
  ...[bonaFide('ann', 0.1), bonaFide('ann', 0.6), bonaFide('bob', 0.2), bonaFide('bob', 0.3)],
  ...[attack('print', false, false, 0.9), attack('print', true, true, 0.4)],
  ...[
    attack('screen', false, true, 0.5),
    attack('screen', true, false, 0.2),
    attack('screen', true, true, 0.7),
  ],
];

it('counts refused people and passed attacks; a probability at the threshold is an attack', () => {
  const { bpcer, apcer, bpcerByPerson, auc } = attackFigures('set', judged, 0.5, true);
  expect([bpcer?.errors, bpcer?.trials]).toEqual([1, 4]);
  expect([bpcerByPerson.ann.errors, bpcerByPerson.bob.errors]).toEqual([1, 0]);
  const errors = Object.fromEntries(
    Object.entries(apcer).map(([name, one]) => [name, [one.errors, one.trials]]),
  );
  expect(errors).toEqual({
    print: [1, 2],
    'print, framed': [0, 1],
    'print, borderless': [1, 1],
    screen: [1, 3],
    'screen, framed': [0, 1],
    'screen, borderless': [1, 2],
    'screen, moiré shows': [0, 2],
    'screen, borderless, without moiré': [1, 1],
  });
  // Of 20 pairs of an attack and a person 0.9 and 0.7 win 4 each, 0.4 and 0.5 three, 0.2 one and a half.
  expect(auc).toBeCloseTo(15.5 / 20, 9);
});

it('has no APCER without attacks, no BPCER without people, and nothing of nothing', () => {
  const alone = attackFigures('set', judged.slice(0, 4), 0.5);
  expect([alone.apcer, alone.auc, alone.eer, alone.bpcerByPerson]).toEqual([{}, null, null, {}]);
  expect(attackFigures('set', judged.slice(4), 0.5).bpcer).toBeNull();
  expect(() => attackFigures('set', [], 0.5)).toThrow('no image');
});

it('is written with counts and intervals', () => {
  const text = attackLines(attackFigures('the set', judged, 0.5)).join('\n');
  expect(text).toContain('### the set');
  expect(text).toContain('| BPCER, bona fide | 1 of 4: 25 % (');
  expect(text).toContain('| APCER, print | 1 of 2: 50 % (');
});
