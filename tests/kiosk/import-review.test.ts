/** @file An import compares who comes with who is here, asks about every collision, and does only what was answered. */
import { describe, expect, it, vi } from 'vitest';
import { lcg, makeSubject, MODEL_A, operatingPoint, PIN_HASH } from '../../simulator/builders.ts';
import type { Subject } from '../../src/core/template/types.ts';
import {
  type ImportAnswers,
  type ImportCase,
  lookAlikesAfter,
  planImport,
  reviewImport,
} from '../../src/kiosk/import-review.ts';
import { galleryOf, here, inFile } from './backup-people.ts';
import type { FoundInBackup } from '../../src/storage/types.ts';

const DAY_MS = 86_400_000;
const SITE = { retentionDays: 365, nowMs: Date.now() };
/** The door takes a face from the cosine 0.6 on; from 0.4 on a face is a look-alike's. */
const MODEL = {
  embedder: { sha256: MODEL_A, operatingPoints: [operatingPoint(0.01, 0.4), operatingPoint(1e-4, 0.6)] },
  policy: { targetFpir: 0.001 },
};
const CAREFUL: ImportAnswers = { choices: new Map(), keepLonger: false, lookAlikes: 'faceAndHeld' };

/** A unit vector in the plane of the first two of four numbers. */
function at(degrees: number): Float32Array {
  const radians = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(radians), Math.sin(radians), 0, 0);
}
/** Faces that are 90 degrees apart are strangers, 60 apart look-alikes, less than 50 one person. */
function somebody(number: number, name: string, degrees: number, change: Partial<Subject> = {}): Subject {
  const template = { modelSha256: MODEL_A, dimension: 4, embeddings: [at(degrees)] };
  const consent = { textVersion: '1', givenAtMs: SITE.nowMs, retainUntilMs: SITE.nowMs + 365 * DAY_MS };
  return { ...makeSubject(number), name, badge: `B${String(number)}`, consent, template, ...change };
}
const foundOf = (
  subjects: Subject[],
  present: Subject[],
  change: Partial<FoundInBackup> = {},
): FoundInBackup & { readonly present: readonly Subject[] } => ({
  subjects: subjects.map((subject) => inFile(subject, isHere(subject, present))),
  here: present.map(here),
  present,
  expired: 0,
  erasedIds: new Set(),
  erasedUnknown: false,
  ...change,
});
const review = (found: ReturnType<typeof foundOf>) =>
  reviewImport(found, { ...MODEL, gallery: galleryOf(found.present) }, SITE);
/** As the storage finds it out. */
const isHere = (subject: Subject, present: readonly Subject[]) =>
  present.some((one) => one.id === subject.id && JSON.stringify(one) === JSON.stringify(subject));
const said = (cases: readonly ImportCase[]) =>
  cases.map(({ subject, reasons, here, choices }) => [
    subject.name,
    reasons.join(),
    here.map(({ name }) => name).join(),
    choices.join(),
  ]);
const choosing = (one: ImportCase, choice: 'replace' | 'add'): ImportAnswers => ({
  ...CAREFUL,
  choices: new Map([[one.subject.id, choice]]),
});

const ADA = somebody(1, 'Ada', 0);
const BOB = somebody(2, 'Bob', 90);

describe('who takes somebody’s place', () => {
  it('keeps badge, PIN, rules and a suspension that a folder of photos knows nothing of', async () => {
    const held = { badge: 'B1', pin: PIN_HASH, entryRule: 'faceAndHeld', accommodations: ['turn'] } as const;
    const old = { modelSha256: 'b'.repeat(64), dimension: 4, embeddings: [at(30)] };
    const present = somebody(1, 'Ada', 0, { ...held, suspendedAtMs: 5, template: old });
    const again = somebody(7, 'Ada', 0, { badge: null, enrolledAtMs: SITE.nowMs });
    const reviewed = await review(foundOf([again], [present]));
    expect(said(reviewed.cases)).toEqual([['Ada', 'name', 'Ada', 'leaveOut,replace,add']]);
    const { subjects } = planImport(reviewed, choosing(reviewed.cases[0], 'replace'), SITE);
    expect(subjects).toEqual([
      expect.objectContaining({ ...held, id: present.id, suspendedAtMs: 5, fileId: again.id }),
    ]);
  });

  it('has the badge and the PIN of the file where that knows them', async () => {
    const present = somebody(1, 'Ada', 0, { pin: PIN_HASH });
    const again = somebody(7, 'Ada', 0, { badge: 'B7' });
    const reviewed = await review(foundOf([again], [present]));
    const { subjects } = planImport(reviewed, choosing(reviewed.cases[0], 'replace'), SITE);
    expect(subjects[0]).toMatchObject({ id: present.id, badge: 'B7', pin: null });
  });
});

describe('what is asked', () => {
  it('is nothing where everybody is new, or here in the same form', async () => {
    const found = foundOf([structuredClone(ADA), BOB], [ADA]);
    const { unchanged, fresh, cases, keptLonger } = await review(found);
    expect({ unchanged, fresh, cases, keptLonger }).toEqual({
      unchanged: 1,
      fresh: [inFile(BOB)],
      cases: [],
      keptLonger: 0,
    });
  });

  it.each([
    ['an older record for a newer one', { enrolledAtMs: 1 }, 'older'],
    ['a newer one', { enrolledAtMs: 9_999 }, 'newer'],
    ['one that was changed here', { name: 'Ada before' }, 'other'],
    ['a PIN that was taken away', { pin: PIN_HASH }, 'other'],
  ])('is whether to take %s', async (_, change, reason) => {
    const { cases } = await review(foundOf([{ ...ADA, ...change }], [ADA]));
    expect(said(cases)).toEqual([[expect.any(String), reason, 'Ada', 'leaveOut,replace']]);
  });

  it('is whether somebody comes back who was erased, and whoever it may be where that is unknown', async () => {
    const { cases } = await review(foundOf([ADA, BOB], [], { erasedIds: new Set([ADA.id]) }));
    expect(said(cases)).toEqual([['Ada', 'erased', '', 'leaveOut,add']]);
    expect((await review(foundOf([ADA, BOB], [BOB], { erasedUnknown: true }))).cases).toHaveLength(1);
  });

  it('is who a face is that is here under another id: the same folder, enrolled and imported twice', async () => {
    const again = somebody(11, 'Ada', 10, { badge: null });
    const { cases, fresh } = await review(foundOf([again], [ADA]));
    expect(said(cases)).toEqual([['Ada', 'face,name', 'Ada', 'leaveOut,replace,add']]);
    expect(fresh).toEqual([]);
  });

  it('is who has a name or a badge number that is taken', async () => {
    const { cases } = await review(
      foundOf(
        [
          somebody(11, 'ADA', 180, { badge: null }),
          somebody(12, 'Cay', 270, { badge: 'b1' }),
          somebody(13, 'Dot', 225, { badge: 'D1' }),
          somebody(14, 'Eve', 250, { badge: 'd1', pin: PIN_HASH, accommodations: ['nod'] }),
        ],
        [ADA],
      ),
    );
    expect(said(cases)).toEqual([
      ['ADA', 'name', 'Ada', 'leaveOut,replace,add'],
      ['Cay', 'badge', 'Ada', 'leaveOut,replace,add'],
      ['Eve', 'badge', '', 'leaveOut'],
    ]);
  });

  it('leaves faces out where no models run', async () => {
    const again = somebody(11, 'Other name', 0, { badge: null });
    const found = await reviewImport(foundOf([again], [ADA]), null, SITE);
    expect(found).toMatchObject({ faces: null, fresh: [inFile(again)] });
  });
});

describe('what is brought in', () => {
  it('changes nobody here and brings nobody back where nothing is chosen', async () => {
    const found = foundOf(
      [{ ...ADA, enrolledAtMs: 1 }, BOB, somebody(11, 'Eve', 5, { badge: null })],
      [ADA],
      {
        erasedIds: new Set([BOB.id]),
      },
    );
    expect(planImport(await review(found), CAREFUL, SITE)).toEqual({
      subjects: [],
      renamed: new Map(),
      asked: [],
      lookAlikes: null,
    });
  });

  it('takes the place of who is here under their id, and says which id it had', async () => {
    const again = somebody(11, 'Ada', 10, { badge: null });
    const reviewed = await review(foundOf([again], [ADA]));
    const plan = planImport(reviewed, choosing(reviewed.cases[0], 'replace'), SITE);
    expect(plan.subjects).toEqual([{ ...inFile(again), id: ADA.id, badge: ADA.badge }]);
    expect(plan.renamed).toEqual(new Map([[again.id, ADA.id]]));
  });

  it('comes in beside them without the badge number that is theirs, and without its PIN', async () => {
    const other = somebody(12, 'Cay', 270, { badge: 'b1', pin: PIN_HASH });
    const reviewed = await review(foundOf([other], [ADA]));
    const plan = planImport(reviewed, choosing(reviewed.cases[0], 'add'), SITE);
    expect(plan.subjects).toEqual([{ ...inFile(other), badge: null, pin: null }]);
  });

  it('lengthens no consent unless that is chosen', async () => {
    const until = (subject: Subject, retainUntilMs: number): Subject => ({
      ...subject,
      consent: { ...subject.consent, retainUntilMs },
    });
    const [soon, late] = [SITE.nowMs + 5 * DAY_MS, SITE.nowMs + 700 * DAY_MS];
    const reviewed = await review(foundOf([until(ADA, late), until(BOB, late)], [until(ADA, soon)]));
    expect(reviewed.keptLonger).toBe(2);
    const answers = choosing(reviewed.cases[0], 'replace');
    const untils = (keepLonger: boolean) =>
      planImport(reviewed, { ...answers, keepLonger }, SITE).subjects.map(
        ({ consent }) => consent.retainUntilMs,
      );
    expect(new Set(untils(false))).toEqual(new Set([soon, SITE.nowMs + 365 * DAY_MS]));
    expect(new Set(untils(true))).toEqual(new Set([late]));
  });

  it('has look-alikes in the file and here asked for badge or PIN, or as it was decided', async () => {
    const [kin, cay] = [somebody(11, 'Kin', 60, { badge: null }), somebody(12, 'Cay', 180)];
    const dot = somebody(13, 'Dot', 240);
    const reviewed = await review(foundOf([kin, cay, dot], [ADA]));
    expect(lookAlikesAfter(reviewed, CAREFUL, SITE).map(({ name }) => name)).toEqual([
      'Kin',
      'Ada',
      'Cay',
      'Dot',
    ]);
    const plan = planImport(reviewed, CAREFUL, SITE);
    expect(plan.subjects.map(({ entryRule }) => entryRule)).toEqual(Array(3).fill('faceAndHeld'));
    expect(plan.asked).toEqual([ADA.id]);
    const asBefore = planImport(reviewed, { ...CAREFUL, lookAlikes: 'asBefore' }, SITE);
    expect(asBefore).toMatchObject({
      ...{ subjects: [kin, cay, dot].map((one) => inFile(one)), asked: [], lookAlikes: 'asBefore' },
    });
  });

  it('never holds a badge twice or an id twice, whatever collides and is chosen', async () => {
    const random = lcg(5);
    const draw = (below: number) => Math.floor(random() * below);
    for (let round = 0; round < 60; round += 1) {
      const some = (from: number): Subject[] =>
        Array.from({ length: 1 + draw(6) }, (_, index) =>
          somebody(from + index, `Name ${String(draw(4))}`, draw(12) * 30, {
            badge: draw(3) === 0 ? null : `B${String(draw(4))}`,
            enrolledAtMs: draw(3),
          }),
        );
      const present = some(1).map((subject, index) => ({ ...subject, badge: `B${String(index)}` }));
      const subjects = some(1 + draw(4));
      const reviewed = await review(foundOf(subjects, present));
      const choices = new Map(
        reviewed.cases.map(({ subject }) => [subject.id, (['leaveOut', 'replace', 'add'] as const)[draw(3)]]),
      );
      const plan = planImport(reviewed, { ...CAREFUL, choices }, SITE);
      const after = new Map([...present, ...plan.subjects].map((subject) => [subject.id, subject]));
      const badges = [...after.values()].flatMap(({ badge }) => badge ?? []);
      expect(new Set(badges).size).toBe(badges.length);
      expect(new Set(plan.subjects.map(({ id }) => id)).size).toBe(plan.subjects.length);
    }
  });
});

it('tells how far it is, and stops where it is told to', async () => {
  const leave = new AbortController();
  const onProgress = vi.fn(() => leave.abort());
  const many = Array.from({ length: 3_000 }, (_, index) =>
    somebody(index + 1, `P${String(index)}`, index / 7),
  );
  const running = reviewImport(foundOf(many, []), { ...MODEL, gallery: galleryOf([]) }, SITE, {
    onProgress,
    signal: leave.signal,
  });
  await expect(running).rejects.toThrow('aborted');
  expect(onProgress).toHaveBeenCalled();
});
