import { describe, expect, it } from 'vitest';
import { readList, writeList } from '../../src/console/site/hr-csv.ts';
import { type ListRow, planList } from '../../src/console/site/hr-list.ts';
import type { KnownPerson } from '../../src/console/site/people-api.ts';

const NOW = 1_000;

const person = (
  id: string,
  name: string,
  badge: string | null,
  suspendedAtMs: number | null = null,
): KnownPerson => ({
  ...{
    id,
    name,
    badge,
    suspendedAtMs,
    schedule: null,
    enrolledAtMs: 0,
    retainUntilMs: 86_400_000,
    hasFace: true,
    hasPin: false,
    revision: 1,
  },
});
const row = (line: number, fields: Partial<ListRow>): ListRow => ({
  ...{ line, id: '', name: '', badge: '', suspended: null },
  ...fields,
});

const PEOPLE = [
  person('1', 'Anna Berg', '17'),
  person('2', 'Ben Cole', '18', 5),
  person('3', 'Ana Diaz', null),
  person('4', 'Ana Diaz', '20'),
  person('5', 'Eve', null),
];

describe('what a list would change', () => {
  it('tells the new, the renamed, the suspended, those let in again and those not on it', () => {
    const plan = planList(
      [
        row(2, { name: 'Anna Berg-Ohm', badge: '17', suspended: true }),
        row(3, { name: 'Ben Cole', badge: '18', suspended: false }),
        row(4, { name: 'EVE', badge: '30' }),
        row(5, { name: 'New Person', badge: '99' }),
        row(6, { name: 'Ana Diaz', badge: '20' }),
      ],
      PEOPLE,
      NOW,
    );
    expect(plan.renamed.map(({ person: { id }, edit }) => [id, edit])).toEqual([
      ['1', { name: 'Anna Berg-Ohm' }],
      ['5', { name: 'EVE', badge: '30' }],
    ]);
    expect(plan.suspended.map(({ person: { id }, edit }) => [id, edit])).toEqual([
      ['1', { suspendedAtMs: NOW }],
    ]);
    expect(plan.resumed.map(({ person: { id }, edit }) => [id, edit])).toEqual([
      ['2', { suspendedAtMs: null }],
    ]);
    expect(plan.fresh).toEqual([{ name: 'New Person', badge: '99' }]);
    expect(plan.gone.map(({ id }) => id)).toEqual(['3']);
    expect([plan.same, plan.problems]).toEqual([1, []]);
  });

  it('takes nobody’s badge number away, and lets nobody take another’s', () => {
    const plan = planList(
      [row(2, { name: 'Anna Berg' }), row(3, { id: '5', name: 'Eve', badge: '17' })],
      PEOPLE,
      NOW,
    );
    expect([plan.renamed, plan.same]).toEqual([[], 1]);
    expect(plan.problems).toEqual([{ line: 3, problem: 'badgeTaken' }]);
    // They are on the list all the same.
    expect(plan.gone.map(({ id }) => id)).toEqual(['3', '4']);
  });

  it('says which rows cannot be used', () => {
    const plan = planList(
      [
        row(2, { badge: '17' }),
        row(3, { name: 'Ana Diaz' }),
        row(4, { name: 'Eve' }),
        row(5, { id: '5', name: 'Eva' }),
        row(6, { name: 'New', badge: '1-2-3!' }),
      ],
      PEOPLE,
      NOW,
    );
    expect(plan.problems.map(({ line, problem }) => [line, problem])).toEqual([
      [2, 'nameMissing'],
      [3, 'unclear'],
      [5, 'twice'],
      [6, 'badgeForm'],
    ]);
  });
});

describe('a list as CSV', () => {
  it('comes back as it was saved, formulas and quotes included', () => {
    const people = [
      person('1', '=HYPERLINK("x")', null),
      person('2', "O'Hara, “Max”", '17', 3),
      person('3', 'Анна', '5'),
    ];
    const text = writeList(people);
    expect(text).not.toMatch(/(^|,)=/m);
    const rows = readList(text)!;
    expect(rows.map(({ id, name, badge, suspended }) => [id, name, badge, suspended])).toEqual([
      ['1', '=HYPERLINK("x")', '', false],
      ['2', "O'Hara, “Max”", '17', true],
      ['3', 'Анна', '5', false],
    ]);
    const plan = planList(rows, people, NOW);
    expect([plan.same, plan.gone, plan.fresh, plan.problems]).toEqual([3, [], [], []]);
  });

  it('is read with other heads, separators and columns, and refused without names', () => {
    expect(readList('Full Name;Dept;Badge Number\nAnna Berg;R&D;17\n\n;;\n')).toEqual([
      row(2, { name: 'Anna Berg', badge: '17' }),
    ]);
    expect(readList('ФИО,Пропуск,Приостановлен\nАнна,17,x')).toEqual([
      row(2, { name: 'Анна', badge: '17', suspended: true }),
    ]);
    expect(readList('badge\n17')).toBeNull();
    expect(readList('')).toBeNull();
  });
});
