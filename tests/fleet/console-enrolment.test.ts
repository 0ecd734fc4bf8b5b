/** @file People of photos who are enrolled at a console, over a real hub, and what a door then has of them. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { MODEL_A, MODEL_B, operatingPoint, unitVector } from '../../simulator/builders.ts';
import { SimulatedDoor } from '../../simulator/fleet/simulated-door.ts';
import { simulatedSubject } from '../../simulator/fleet/simulated-subject.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { ConsoleSession } from '../../src/console/site/console-session.ts';
import type { Candidate } from '../../src/core/photos/choose-people.ts';
import { FLEET_IMPORTED_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import type { Consent, Person, Subject } from '../../src/core/template/types.ts';
import { peopleHere } from './people-here.ts';

const DIMENSION = 192;
const LONG = { timeout: 60_000, interval: 20 };
const MODEL = {
  embedder: {
    sha256: MODEL_A,
    dimension: DIMENSION,
    operatingPoints: [operatingPoint(0.1, 0.5), operatingPoint(0.001, 0.7)],
  },
  targetFpir: 0.001,
};

/** Nearly the same face for the same seed. */
function faceOf(seed: number, shift = 0): Float32Array {
  const [base, other] = [unitVector(DIMENSION, seed), unitVector(DIMENSION, seed + 5_000)];
  const mixed = base.map((value, at) => value + shift * other[at]);
  const length = Math.hypot(...mixed);
  return mixed.map((value) => value / length);
}

const candidate = (name: string, ...embeddings: Float32Array[]): Candidate => ({
  name,
  photos: embeddings.map((embedding, at) => ({ path: `${name}/${at}.jpg`, embedding, overall: 0.8 })),
});

function consentOfNow(): Consent {
  const givenAtMs = Date.now();
  return { textVersion: FLEET_IMPORTED_TEXT_VERSION, givenAtMs, retainUntilMs: givenAtMs + 86_400_000 };
}

const ignore = (): void => undefined;

describe.skipIf(findNats() === null)('people of photos at a console', () => {
  let fleet: TestFleet;
  let door: SimulatedDoor;
  let office: ConsoleSession;
  let known: Subject;

  beforeAll(async () => {
    fleet = await TestFleet.start();
    door = await SimulatedDoor.join(fleet);
    const template = { modelSha256: MODEL_A, dimension: DIMENSION, embeddings: [faceOf(1), faceOf(1, 0.3)] };
    known = await door.enrol(simulatedSubject({ name: 'Ada', template }));
    office = await ConsoleSession.open(fleet.kit, { ...fleet.way, startPeople: peopleHere(fleet.way) });
    await vi.waitFor(() => expect([office.isRead, office.facts.people]).toEqual([true, 1]), LONG);
  }, 60_000);

  afterAll(async () => {
    office.close();
    await door.stop();
    await fleet.stop();
  });

  it('are compared with everybody of the site, and reach each door as one of its own would', async () => {
    const { people } = office;
    const photos = [
      candidate('Ada again', faceOf(1, 0.1)),
      candidate('Bo', faceOf(2), faceOf(2, 0.3)),
      candidate('Bo once more', faceOf(2, 0.1)),
    ];
    const preview = await people.planEnrolment(photos, MODEL, ignore);
    expect(preview).toEqual({
      people: [{ name: 'Bo', photos: 2, lookAlikes: [], isNamesake: false }],
      refused: [
        { path: 'Ada again/0.jpg', why: { kind: 'known', name: 'Ada again', as: ['Ada'] } },
        { path: 'Bo once more/0.jpg', why: { kind: 'known', name: 'Bo once more', as: ['Bo'] } },
      ],
      uncompared: 0,
    });
    // Whoever handed them over keeps no face.
    const left = photos.flatMap((one) => one.photos.flatMap(({ embedding }) => [...embedding]));
    expect(left.every((value) => value === 0)).toBe(true);
    expect(await door.names()).toEqual(['Ada']);

    const consent = consentOfNow();
    const counts: number[] = [];
    expect(await people.enrolPlanned(consent, (done) => counts.push(done))).toBe(1);
    expect(counts).toEqual([1]);
    await expect.poll(() => door.names(), LONG).toEqual(['Ada', 'Bo']);
    const held: Person[] = [];
    await door.store.readPeople(
      { begin: () => void held.splice(0), add: (some) => void held.push(...some) },
      Date.now(),
    );
    const bo = held.find(({ id }) => id !== known.id);
    expect(bo).toMatchObject({ badge: null, pin: null, consent, entryRule: 'face', suspendedAtMs: null });
    expect(bo?.template).toEqual({ modelSha256: MODEL_A, dimension: DIMENSION, views: 2 });
    await vi.waitFor(
      async () =>
        expect(await door.doorStore.facts()).toMatchObject({ people: 2, digest: office.facts.digest }),
      LONG,
    );
    // Nobody is enrolled twice by one plan, nor by the next.
    expect(await people.enrolPlanned(consent, ignore)).toBe(0);
    const next = await people.planEnrolment([candidate('Bob', faceOf(2, 0.2))], MODEL, ignore);
    expect(next?.refused.map(({ why }) => why)).toEqual([{ kind: 'known', name: 'Bob', as: ['Bo'] }]);
  });

  it('are forgotten where the page is left, and a namesake is named', async () => {
    const { people } = office;
    const preview = await people.planEnrolment([candidate('ADA', faceOf(3))], MODEL, ignore);
    expect(preview?.people).toMatchObject([{ name: 'ADA', isNamesake: true }]);
    await people.dropEnrolment();
    expect(await people.enrolPlanned(consentOfNow(), ignore)).toBe(0);
  });

  it('are refused where the site’s people were enrolled with another model, as they cannot be compared', async () => {
    const { people } = office;
    const other = { ...MODEL, embedder: { ...MODEL.embedder, sha256: MODEL_B } };
    expect(await people.planEnrolment([candidate('Cleo', faceOf(4))], other, ignore)).toBeNull();
    expect(await people.enrolPlanned(consentOfNow(), ignore)).toBe(0);
    await people.erase(known.id);
    const again = await people.planEnrolment([candidate('Ada', faceOf(1))], MODEL, ignore);
    expect(again?.people).toMatchObject([{ name: 'Ada' }]);
  });
});
