/** @file What an enrolment needs of the kiosk, over a real store: people are four-dimensional vectors here. */
import { MODEL_A, operatingPoint } from '../../simulator/builders.ts';
import type { CaptureResult } from '../../src/core/enrolment/types.ts';
import { BUILT_IN_CONSENT } from '../../src/core/site/consent-text.ts';
import { createMatcher } from '../../src/core/matcher/matcher.ts';
import { matchableSubjects } from '../../src/core/matcher/matchable-subjects.ts';
import { packGallery } from '../../src/core/matcher/pack-gallery.ts';
import { cosine } from '../../src/core/embedding/embedding.ts';
import { type NamedPerson, personOf, type Subject } from '../../src/core/template/types.ts';
import type { EnrolmentKiosk } from '../../src/kiosk/enrolment-flow.ts';
import { StorageError } from '../../src/storage/errors.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { subjectsOf } from '../storage/support.ts';
import type { AuditEvent } from '../../src/storage/types.ts';

/** Unit vectors. `PERSON` and `KIN` have the cosine 0.5: look-alikes here. The others are strangers to both. */
export const PERSON = new Float32Array([1, 0, 0, 0]);
export const KIN = new Float32Array([0.5, Math.sqrt(0.75), 0, 0]);
export const STRANGER = new Float32Array([0, 0, 1, 0]);

/** A capture that ended with a picture of each of `faces`. */
export function captureOf(...faces: readonly Float32Array[]): CaptureResult {
  const candidates = faces.map((embedding) => ({
    embedding,
    overall: 0.8,
    poseName: 'frontal' as const,
  }));
  return { candidates, goodFrames: faces.length, spanMs: 1_000, skipped: [] };
}

export class TestKiosk implements EnrolmentKiosk {
  demo = false;
  fleet: EnrolmentKiosk['fleet'] = { reach: 'door' };
  /** The door takes a face from the cosine 0.6 on; from 0.4 on a face is a look-alike's. */
  readonly site = {
    policy: { targetFpir: 0.001 },
    settings: { retentionDays: 30 },
    rules: { consent: BUILT_IN_CONSENT },
    logDays: 90 as number | null,
  };
  readonly people = {
    comparedCount: 1,
    isCurrent: true,
    subjects: new Map<string, NamedPerson>(),
    named: (ids: readonly string[]) =>
      Promise.resolve(ids.flatMap((id) => this.people.subjects.get(id) ?? [])),
    refresh: async (): Promise<void> => {
      this.people.isCurrent = false;
      if (this.unread > 0) {
        this.unread -= 1;
        throw new StorageError('unavailable');
      }
      this.people.isCurrent = true;
      await this.read();
    },
  };
  readonly access = {
    storeFor: (): OpenStore => {
      if (this.locked) throw new StorageError('locked');
      return this.store;
    },
  };
  readonly pipeline: EnrolmentKiosk['pipeline'] = {
    start: () => {
      const operatingPoints = [operatingPoint(0.01, 0.4), operatingPoint(0.001, 0.6)];
      return Promise.resolve({
        report: { embedder: { sha256: MODEL_A, dimension: 4, operatingPoints } },
        identify: (embedding, limit) => Promise.resolve(this._matcher().search(embedding, limit)),
        similarityTo: (id, vectors) => {
          const own = this._matcher().vectorsOf(id);
          const all = own.flatMap((one) => vectors.map((other) => cosine(one, other)));
          return Promise.resolve(all.length === 0 ? null : Math.max(...all));
        },
      });
    },
  };
  /** Everybody as they are stored, with their vectors. */
  stored: readonly Subject[] = [];
  locked = false;
  /** So many times the people cannot be read anew. */
  unread = 0;

  constructor(readonly store: OpenStore) {}

  /** What the log says of enrolments, oldest first. */
  async logged(): Promise<readonly AuditEvent['kind'][]> {
    const entries = await this.store.auditEntries();
    return entries.flatMap(({ event: { kind } }) => (kind.endsWith('enrolled') ? kind : []));
  }

  async read(): Promise<void> {
    this.stored = (await subjectsOf(this.store)).subjects;
    this.people.subjects = new Map(
      this.stored.map((subject) => [subject.id, { ...personOf(subject), name: subject.name }]),
    );
  }

  private _matcher() {
    const compared = matchableSubjects(this.stored, MODEL_A);
    return createMatcher(
      packGallery(
        compared.map(({ id, template }) => ({ id, embeddings: template.embeddings })),
        4,
      ),
    );
  }
}
