/**
 * @file What a list from elsewhere would change: whom it renames, suspends and lets in again, who is new, and who is
 * not on it. Pure.
 */
import { checkDetails } from '../../core/enrolment/details.ts';
import { normaliseBadge } from '../../core/enrolment/badge.ts';
import type { KnownPerson, ListName, ListPreview, PersonEdit, RowProblem, Some } from './people-api.ts';
import { fold } from './fold.ts';

/** A row as the file has it, with empty texts for what it lacks. */
export interface ListRow {
  /** In the file, the first one after the heads is 2. */
  readonly line: number;
  /** Of a list that this console has saved. */
  readonly id: string;
  readonly name: string;
  readonly badge: string;
  /** Null where the list says nothing of it. */
  readonly suspended: boolean | null;
}

interface ListChange {
  readonly person: KnownPerson;
  readonly edit: PersonEdit;
}

export interface ListPlan {
  /** Nobody's face or PIN comes with a list, nor their consent: they enrol at a door. */
  readonly fresh: readonly ListName[];
  /** Another name or badge number. */
  readonly renamed: readonly ListChange[];
  readonly suspended: readonly ListChange[];
  readonly resumed: readonly ListChange[];
  /** Not on the list, and not suspended. */
  readonly gone: readonly KnownPerson[];
  readonly same: number;
  readonly problems: readonly { readonly line: number; readonly problem: RowProblem }[];
}

export function planList(rows: readonly ListRow[], people: readonly KnownPerson[], nowMs: number): ListPlan {
  const known = indexOf(people);
  const seen = new Set<string>();
  const plan = {
    ...{
      fresh: [] as ListPlan['fresh'][number][],
      renamed: [] as ListChange[],
      suspended: [] as ListChange[],
    },
    ...{ resumed: [] as ListChange[], same: 0, problems: [] as ListPlan['problems'][number][] },
  };
  for (const row of rows) {
    const fail = (problem: RowProblem): void => void plan.problems.push({ line: row.line, problem });
    const person = known.find(row);
    if (person === 'unclear') {
      fail('unclear');
      continue;
    }
    const check = checkDetails(row, person === null ? [] : known.othersBadge(row.badge, person.id));
    if (!check.ok) {
      check.problems.forEach(fail);
      // They are on the list, whatever it says of them.
      if (person !== null) seen.add(person.id);
      continue;
    }
    const { name, badge } = check.details;
    const key = person?.id ?? `new ${badge ?? fold(name)}`;
    if (seen.has(key)) {
      fail('twice');
      continue;
    }
    seen.add(key);
    if (person === null) {
      plan.fresh.push({ name, badge });
      continue;
    }
    // A list without badge numbers takes none away.
    const edit: PersonEdit = {
      ...(name === person.name ? {} : { name }),
      ...(badge === null || badge === person.badge ? {} : { badge }),
    };
    const isRenamed = Object.keys(edit).length > 0;
    if (isRenamed) plan.renamed.push({ person, edit });
    const suspends = row.suspended === true && person.suspendedAtMs === null;
    const resumes = row.suspended === false && person.suspendedAtMs !== null;
    if (suspends) plan.suspended.push({ person, edit: { suspendedAtMs: nowMs } });
    if (resumes) plan.resumed.push({ person, edit: { suspendedAtMs: null } });
    if (!isRenamed && !suspends && !resumes) plan.same += 1;
  }
  const gone = people.filter(({ id, suspendedAtMs }) => !seen.has(id) && suspendedAtMs === null);
  return { ...plan, gone };
}

/** A person who is renamed and suspended is written once. @param goneAtMs - Null: those not on the list stay. */
export function changesOf(
  { renamed, suspended, resumed, gone }: ListPlan,
  goneAtMs: number | null,
): readonly ListChange[] {
  const left = goneAtMs === null ? [] : gone.map((person) => ({ person, edit: { suspendedAtMs: goneAtMs } }));
  const byId = new Map<string, ListChange>();
  for (const { person, edit } of [...renamed, ...suspended, ...resumed, ...left]) {
    byId.set(person.id, { person, edit: { ...byId.get(person.id)?.edit, ...edit } });
  }
  return [...byId.values()];
}

/** @param most - So many of a kind are named. */
export function previewOf(plan: ListPlan, most: number): ListPreview {
  const some = <Item, Shown>(items: readonly Item[], show: (item: Item) => Shown): Some<Shown> => ({
    count: items.length,
    first: items.slice(0, most).map(show),
  });
  const nameOf = ({ name, badge }: ListName): ListName => ({ name, badge });
  const changed = ({ person }: ListChange): ListName => nameOf(person);
  return {
    fresh: some(plan.fresh, nameOf),
    renamed: some(plan.renamed, ({ person, edit: { name = person.name, badge = person.badge } }) => ({
      from: nameOf(person),
      to: { name, badge },
    })),
    suspended: some(plan.suspended, changed),
    resumed: some(plan.resumed, changed),
    gone: some(plan.gone, nameOf),
    problems: some(plan.problems, (problem) => problem),
    same: plan.same,
    changes: changesOf(plan, null).length,
  };
}

function indexOf(people: readonly KnownPerson[]) {
  const byId = new Map(people.map((person) => [person.id, person]));
  const byBadge = new Map(
    people.flatMap((person) =>
      person.badge === null ? [] : [[normaliseBadge(person.badge), person] as const],
    ),
  );
  const byName = new Map<string, KnownPerson | 'unclear'>();
  for (const person of people) {
    const name = fold(person.name);
    byName.set(name, byName.has(name) ? 'unclear' : person);
  }
  return {
    find({ id, badge, name }: ListRow): KnownPerson | 'unclear' | null {
      const known = byId.get(id) ?? (badge === '' ? undefined : byBadge.get(normaliseBadge(badge)));
      if (known !== undefined) return known;
      const named = byName.get(fold(name.trim())) ?? null;
      // A badge number that nobody has: the one with this name and no badge yet.
      if (named === null || named === 'unclear' || badge === '' || named.badge === null) return named;
      return null;
    },
    othersBadge(badge: string, id: string): readonly string[] {
      const holder = byBadge.get(normaliseBadge(badge));
      return holder === undefined || holder.id === id ? [] : [badge];
    },
  };
}
