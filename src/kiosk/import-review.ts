/**
 * @file Compares the people of a backup with those who are here, and makes of the administrator's answers what is
 * brought in. It stores nothing and asks nobody: the panel does.
 */
import { normaliseBadge } from '../core/enrolment/badge.ts';
import { badgesInUse } from '../core/enrolment/details.ts';
import { entryProblem, heldBy, joinNeeds } from '../core/enrolment/entry-needs.ts';
import { retainUntil } from '../core/enrolment/retention.ts';
import type { NamedPerson } from '../core/template/types.ts';
import type {
  FoundInBackup,
  ImportDecider,
  ImportPlan,
  LookAlikeRule,
  PersonHere,
  PersonInFile,
} from '../storage/types.ts';
import { findNearFaces, type FaceModel, type NearFaces } from './near-faces.ts';

/**
 * Why the administrator is asked about somebody. `erased`: was erased here. `older`, `other`: the record here is newer,
 * or of the same age and different, `newer`: it is older. `face`, `name`: somebody here has that face or name. `badge`:
 * somebody here, or before them in the file, has that badge number.
 */
export type ImportReason = 'erased' | 'older' | 'other' | 'newer' | 'face' | 'name' | 'badge';

/** `replace`: takes the place of the first of `here`. `add`: comes in beside those here. */
export type ImportChoice = 'replace' | 'add' | 'leaveOut';

export interface ImportCase {
  /** As the file has them. */
  readonly subject: PersonInFile;
  readonly reasons: readonly ImportReason[];
  /** Who is here and collides, the likeliest to be the same person first. */
  readonly here: readonly PersonHere[];
  /** What can be chosen, the most careful one first: it holds where nothing is chosen. */
  readonly choices: readonly ImportChoice[];
}

export interface ImportReview {
  readonly found: FoundInBackup;
  /** Who is here in the same form: nothing is to be done. */
  readonly unchanged: number;
  /** Who comes in unasked. */
  readonly fresh: readonly PersonInFile[];
  readonly cases: readonly ImportCase[];
  /** Whose consent would last longer than here, or than this site keeps people. */
  readonly keptLonger: number;
  /** Null where no faces could be compared, since the models do not run. */
  readonly faces: NearFaces | null;
}

/** What of the site plays a part. */
export interface ImportSite {
  /** For how many days people who enrol now are kept. */
  readonly retentionDays: number;
  readonly nowMs: number;
}

export interface ImportAnswers {
  /** By the id in the file. */
  readonly choices: ReadonlyMap<string, ImportChoice>;
  readonly keepLonger: boolean;
  readonly lookAlikes: LookAlikeRule;
}

/** Decides for everybody in the file, as they are there. For a kiosk that has nobody yet. */
export const everybody: ImportDecider = ({ subjects }) =>
  Promise.resolve({ subjects, renamed: new Map(), asked: [], lookAlikes: null });

/**
 * @throws What the signal is aborted with.
 */
export async function reviewImport(
  found: FoundInBackup,
  model: FaceModel | null,
  site: ImportSite,
  options?: Parameters<typeof findNearFaces>[3],
): Promise<ImportReview> {
  const { subjects, here, erasedIds, erasedUnknown } = found;
  const faces = model && (await findNearFaces(subjects, here, model, options));
  const hereById = new Map(here.map((subject) => [subject.id, subject]));
  const hereByName = groupBy(here, ({ name }) => nameKey(name));
  const badges = groupBy<PersonHere | PersonInFile>([...here, ...subjects], ({ badge }) =>
    badge === null ? null : normaliseBadge(badge),
  );
  const fresh: PersonInFile[] = [];
  const cases: ImportCase[] = [];
  let unchanged = 0;
  for (const subject of subjects) {
    const same = hereById.get(subject.id);
    if (subject.unchanged) {
      unchanged += 1;
      continue;
    }
    const reasons = new Set<ImportReason>();
    const others = new Set<PersonHere>();
    if (same === undefined) {
      if (erasedUnknown || erasedIds.has(subject.id)) reasons.add('erased');
    } else {
      reasons.add(ageOf(subject, same));
      others.add(same);
    }
    for (const { subject: other, similarity } of faces?.near.get(subject) ?? []) {
      if (faces === null || similarity < faces.thresholds.duplicate) continue;
      const present = hereById.get(other.id);
      if (present === undefined || present === same || present !== other) continue;
      reasons.add('face');
      others.add(present);
    }
    for (const other of hereByName.get(nameKey(subject.name)) ?? []) {
      if (other === same) continue;
      reasons.add('name');
      others.add(other);
    }
    const key = subject.badge === null ? null : normaliseBadge(subject.badge);
    for (const other of badges.get(key) ?? []) {
      // Of two in the file, the first keeps the badge number.
      if (other === subject) break;
      if (other === same) continue;
      const present = hereById.get(other.id);
      if (present !== undefined && present === other) others.add(present);
      reasons.add('badge');
    }
    if (reasons.size === 0) fresh.push(subject);
    else cases.push(caseOf(subject, [...reasons], [...others], same !== undefined));
  }
  return {
    found,
    unchanged,
    fresh,
    cases,
    keptLonger: subjects.filter((subject) => {
      const until = hereById.get(subject.id)?.consent.retainUntilMs ?? latestMs(site);
      return subject.consent.retainUntilMs > until;
    }).length,
    faces,
  };
}

/**
 * @returns What is brought in by `answers`. No badge stands for two people in it, and nobody is kept longer unasked.
 */
export function planImport(review: ImportReview, answers: ImportAnswers, site: ImportSite): ImportPlan {
  const { brought, staying } = outcomeOf(review, answers, site);
  const alike = lookAlikesOf(review, brought, staying);
  const asked = new Set(answers.lookAlikes === 'faceAndHeld' ? alike : []);
  return {
    subjects: [...brought.values()].map((subject) =>
      asked.has(subject) ? { ...subject, entryRule: 'faceAndHeld' } : subject,
    ),
    renamed: new Map(
      [...brought.values()].flatMap(({ fileId, id }) => (fileId === id ? [] : [[fileId, id] as const])),
    ),
    asked: [...asked].flatMap(({ id, entryRule }) =>
      staying.has(id) && entryRule !== 'faceAndHeld' ? [id] : [],
    ),
    lookAlikes: alike.size === 0 ? null : answers.lookAlikes,
  };
}

/** Who would look like somebody whom the import brings in, and they themselves; as they would be stored. */
export function lookAlikesAfter(
  review: ImportReview,
  answers: ImportAnswers,
  site: ImportSite,
): readonly NamedPerson[] {
  const { brought, staying } = outcomeOf(review, answers, site);
  return [...lookAlikesOf(review, brought, staying)];
}

interface Outcome {
  /** Who comes in, by how the file has them; as they would be stored. */
  readonly brought: ReadonlyMap<PersonInFile, PersonInFile>;
  /** Who is here and stays as they are, by id. */
  readonly staying: ReadonlyMap<string, PersonHere>;
}

function outcomeOf(
  { found, fresh, cases }: ImportReview,
  { choices: chosen, keepLonger }: ImportAnswers,
  site: ImportSite,
): Outcome {
  const staying = new Map(found.here.map((subject) => [subject.id, subject]));
  const brought = new Map<PersonInFile, PersonInFile>();
  const taken = new Set<string>();
  const bring = (subject: PersonInFile, target: PersonHere | null): void => {
    const id = target?.id ?? subject.id;
    // Two of the file cannot both take one place.
    if (taken.has(id)) return;
    const { consent } = subject;
    const untilMs = keepLonger ? Infinity : (target?.consent.retainUntilMs ?? latestMs(site));
    taken.add(id);
    staying.delete(id);
    brought.set(subject, {
      ...(target === null ? subject : inPlaceOf(subject, target)),
      id,
      consent: { ...consent, retainUntilMs: Math.min(consent.retainUntilMs, untilMs) },
    });
  };
  for (const subject of fresh) bring(subject, null);
  for (const { subject, here, choices } of cases) {
    const wanted = chosen.get(subject.id) ?? choices[0];
    const choice = choices.includes(wanted) ? wanted : choices[0];
    if (choice !== 'leaveOut') bring(subject, choice === 'replace' ? here[0] : null);
  }
  const inUse = new Set(badgesInUse(staying.values(), null).map(normaliseBadge));
  for (const [subject, one] of brought) {
    if (one.badge === null) continue;
    const badge = normaliseBadge(one.badge);
    if (!inUse.has(badge)) inUse.add(badge);
    else if (mayLoseBadge(one)) brought.set(subject, { ...one, badge: null, pin: null });
    else {
      brought.delete(subject);
      const here = found.here.find(({ id }) => id === one.id);
      if (here !== undefined) staying.set(here.id, here);
    }
  }
  return { brought, staying };
}

/**
 * What a folder of photos cannot know stays: the badge number and the PIN of somebody whom the file gives neither, what
 * the door asks of them, and that they are suspended. So many can be enrolled anew at once.
 */
function inPlaceOf(subject: PersonInFile, here: PersonHere): PersonInFile {
  const knowsHeld = subject.badge !== null || subject.pin !== null;
  const { badge, pin } = knowsHeld ? subject : here;
  return {
    ...subject,
    ...{ badge, pin, ...joinNeeds(here, subject) },
    suspendedAtMs: here.suspendedAtMs ?? subject.suspendedAtMs,
  };
}

/** They can be asked for neither badge nor PIN: the door lets them in only once they are given one. */
export function lacksBadgeAndPin(subject: NamedPerson): boolean {
  return entryProblem({ entryRule: 'faceAndHeld', accommodations: [] }, heldBy(subject)) !== null;
}

function lookAlikesOf(
  { found: { here }, faces }: ImportReview,
  brought: Outcome['brought'],
  staying: Outcome['staying'],
): ReadonlySet<PersonInFile | PersonHere> {
  const isHere = new Set<PersonInFile | PersonHere>(here);
  /** As they would be stored; null for whoever would not be there. */
  const after = (subject: PersonInFile | PersonHere): PersonInFile | PersonHere | null =>
    isHere.has(subject) ? (staying.get(subject.id) ?? null) : (brought.get(subject as PersonInFile) ?? null);
  const alike = new Set<PersonInFile | PersonHere>();
  for (const [subject, near] of faces?.near ?? []) {
    const one = brought.get(subject);
    if (one === undefined) continue;
    for (const { subject: other } of near) {
      const two = after(other);
      if (two === null || two === one) continue;
      alike.add(one);
      alike.add(two);
    }
  }
  return alike;
}

/** Without a badge there is no PIN either, and some could not enter then. */
function mayLoseBadge({ template, accommodations }: PersonInFile): boolean {
  return template !== null && accommodations.length === 0;
}

function caseOf(
  subject: PersonInFile,
  reasons: readonly ImportReason[],
  here: readonly PersonHere[],
  hasSameId: boolean,
): ImportCase {
  const choices: ImportChoice[] = ['leaveOut'];
  if (here.length > 0) choices.push('replace');
  if (!hasSameId && (!reasons.includes('badge') || mayLoseBadge(subject))) choices.push('add');
  return { subject, reasons, here, choices };
}

function ageOf(file: PersonInFile, here: PersonHere): ImportReason {
  if (file.enrolledAtMs === here.enrolledAtMs) return 'other';
  return file.enrolledAtMs < here.enrolledAtMs ? 'older' : 'newer';
}

function latestMs({ nowMs, retentionDays }: ImportSite): number {
  return retainUntil(nowMs, retentionDays);
}

function nameKey(name: string): string {
  return name.normalize('NFC').toLocaleLowerCase();
}

function groupBy<One>(
  subjects: readonly One[],
  keyOf: (subject: One) => string | null,
): ReadonlyMap<string | null, readonly One[]> {
  const groups = new Map<string | null, One[]>();
  for (const subject of subjects) {
    const key = keyOf(subject);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [subject]);
    else group.push(subject);
  }
  return groups;
}
