/** @file Whom faces are compared with, over a real store: suspended people still, expired ones no more. */
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { embedderEntry, makeSubject, operatingPoint, unitVector } from '../../simulator/builders.ts';
import type { FaceSink } from '../../src/core/matcher/types.ts';
import { ClockWatch } from '../../src/kiosk/clock-watch.ts';
import { People } from '../../src/kiosk/people.ts';
import { StorageError } from '../../src/storage/errors.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { freshStore, subjectsOf } from '../storage/support.ts';

const HOUR_MS = 3_600_000;
const consent = (leftMs: number) => ({
  textVersion: '1',
  givenAtMs: 1_000,
  retainUntilMs: Date.now() + leftMs,
});
const [ADA, BOB, CAY] = [1, 2, 3].map((number) =>
  makeSubject(number, { consent: consent(number * HOUR_MS) }),
);

let store: OpenStore;
let people: People;
/** Ids whom the pipeline compares with. */
let inGallery: Set<string>;
let mode: 'identify' | 'verify';
let manyPeople: 'identify' | 'verify';
/** One that pairs bear out for two people at most. */
const operatingPoints = [operatingPoint(1e-2, 0.4), operatingPoint(5e-4, 0.5)];
/** Both clocks of the device, in milliseconds after now. */
let wall: number;
let steady: number;

beforeEach(async () => {
  failed.mockClear();
  ({ store } = await freshStore());
  inGallery = new Set();
  [mode, manyPeople] = ['identify', 'verify'];
  [wall, steady] = [0, 0];
  const startMs = Date.now();
  people = new People(
    {
      access: { store },
      pipeline: {
        current: pipeline(),
        report: { embedder: { ...embedderEntry('e'), operatingPoints, output: 'embedding' } },
      },
      site: {
        get settings() {
          return { mode, manyPeople };
        },
        policy: { targetFpir: 1e-3 },
      },
      clock: new ClockWatch(() => ({ wallMs: startMs + wall, steadyMs: startMs + steady })),
    },
    { changed: () => undefined, doubted: () => Promise.resolve(), failed },
  );
});

async function enrol(...subjects: readonly (typeof ADA)[]): Promise<void> {
  for (const subject of subjects) {
    const { dimension } = embedderEntry('e');
    const embeddings = [unitVector(dimension, 1), unitVector(dimension, 2)];
    const template = { ...subject.template, dimension, embeddings };
    await store.saveSubject({ ...subject, template }, 'enrolled', Date.now());
  }
  await people.refresh();
  await people.settled();
}

const failed = vi.fn();

/** Keeps who is in the gallery, as the recognition worker does. */
function pipeline() {
  const sink: FaceSink = {
    begin: () => {
      inGallery.clear();
      return Promise.resolve();
    },
    put: (ids) => {
      for (const id of ids) inGallery.add(id);
      return Promise.resolve();
    },
    end: () => Promise.resolve(),
  };
  return {
    gallery: sink as never,
    putSubject: (id: string) => Promise.resolve(void inGallery.add(id)),
    removeSubject: (id: string) => Promise.resolve(void inGallery.delete(id)),
  };
}

const compared = () => [...inGallery].sort();

describe('a suspended person', () => {
  it('is compared with, but not counted as recognisable', async () => {
    await enrol(ADA, { ...BOB, suspendedAtMs: 5 });
    expect(compared()).toEqual([ADA.id, BOB.id]);
    expect(people.recognisable).toBe(1);
    expect(people.comparedCount).toBe(2);
    mode = 'verify';
    expect(people.comparedCount).toBe(1);
  });

  it('alone leaves nobody to recognise', async () => {
    await enrol({ ...BOB, suspendedAtMs: 5 });
    expect(people.recognisable).toBe(0);
  });
});

describe('more people than the model was measured with', () => {
  it('have to say who they are first, until an administrator answers for it', async () => {
    await enrol(ADA, BOB);
    expect([people.beyondMeasured, people.mode]).toEqual([null, 'identify']);
    await enrol(CAY);
    expect([people.beyondMeasured, people.mode, people.comparedCount]).toEqual([2, 'verify', 1]);
    manyPeople = 'identify';
    expect([people.beyondMeasured, people.mode, people.comparedCount]).toEqual([2, 'identify', 3]);
  });
});

describe('a person whose consent runs out', () => {
  it('is told of beforehand', async () => {
    await enrol(CAY, BOB);
    expect(people.nextExpiryMs).toBe(BOB.consent.retainUntilMs);
    people.forget();
    expect(people.nextExpiryMs).toBe(Infinity);
  });

  it.each([
    ['by the clock', HOUR_MS, HOUR_MS],
    ['by the time that has passed, though the clock was set back', -HOUR_MS, HOUR_MS],
  ])('is erased %s', async (_, wallMs, steadyMs) => {
    await enrol(ADA, BOB);
    [wall, steady] = [wallMs, steadyMs];
    await people.refresh();
    expect(compared()).toEqual([BOB.id]);
    expect((await subjectsOf(store)).subjects.map(({ id }) => id)).toEqual([BOB.id]);
    expect(people.nextExpiryMs).toBe(BOB.consent.retainUntilMs);
  });

  it('is compared with nobody even where the disk is full', async () => {
    await enrol(ADA, BOB);
    [wall, steady] = [HOUR_MS, HOUR_MS];
    vi.spyOn(store, 'eraseExpired').mockRejectedValueOnce(new StorageError('quotaExceeded'));
    await expect(people.refresh()).rejects.toThrow(StorageError);
    expect(compared()).toEqual([BOB.id]);
    expect([...people.subjects.keys()]).toEqual([BOB.id]);
    await people.refresh();
    expect((await subjectsOf(store)).subjects.map(({ id }) => id)).toEqual([BOB.id]);
  });
});

describe('a reading that fails', () => {
  it('is begun again, and nobody is judged by face meanwhile', async () => {
    await enrol(ADA, BOB);
    const readFaces = vi.spyOn(store, 'readFaces').mockRejectedValueOnce(new Error('The worker died.'));
    people.pipelineStarted();
    await people.settled();
    expect(people.facesShare).toBe(0);
    expect(failed).toHaveBeenCalledExactlyOnceWith(new Error('The worker died.'));
    inGallery.clear();
    await expect.poll(() => people.facesShare).toBeNull();
    expect(readFaces).toHaveBeenCalledTimes(2);
    expect(compared()).toEqual([ADA.id, BOB.id]);
  });
});
